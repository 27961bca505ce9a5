import { useSite, useViewLinks } from '../screens/SiteContext';
import { formatCount } from '../format/numbers';
import { navigate } from '../url/location';
import { chooseValues } from '../url/filters';
import { formatView } from '../url/view';
import type { Report } from './reports';

/** What can be done with several chosen values at once. */
export function ChosenRows({ report, values, onClear }: { report: Report; values: readonly string[]; onClear: () => void }) {
  const { view, root } = useSite();
  const { go } = useViewLinks();
  const count = formatCount(values.length);
  const filters = (operator: 'is' | 'is_not') => chooseValues(view.filters, report.dimension, values, operator);
  return (
    <div className="row" role="group" aria-label={`${count} chosen`}>
      <strong className="number">{count} chosen</strong>
      <button type="button" className="button primary" onClick={() => go({ filters: filters('is'), rest: {} }, { to: '' })}>
        Filter to {count}
      </button>
      <button type="button" className="button" onClick={() => go({ filters: filters('is_not'), rest: {} }, { to: '' })}>
        Exclude {count}
      </button>
      <button type="button" className="button" onClick={() => navigate(`${root}/explore${formatView({ ...view, filters: filters('is'), rest: { split: report.dimension }, tabs: {} })}`)}>
        Chart {count} in Explore
      </button>
      <span className="spacer" />
      <button type="button" className="button plain" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}
