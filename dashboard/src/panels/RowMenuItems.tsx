import { useSite, useViewLinks } from '../screens/SiteContext';
import { copyText } from '../ui/copyText';
import { Item } from '../ui/Menu';
import { isGroup, toggleValue } from '../url/filters';
import { navigate } from '../url/location';
import { formatView } from '../url/view';
import type { Report } from './reports';
import { urlOf } from './rowUrl';

interface RowMenuItemsProps {
  readonly report: Report;
  readonly value: string;
  readonly close: () => void;
}

/** The items of a row's menu. */
export default function RowMenuItems({ report, value, close }: RowMenuItemsProps) {
  const { site, view, root } = useSite();
  const { go } = useViewLinks();
  const isOn = (operator: 'is' | 'is_not') =>
    view.filters.some((filter) => !isGroup(filter) && filter.dimension === report.dimension && filter.operator === operator && filter.values.includes(value));
  const filter = (operator: 'is' | 'is_not') => go({ filters: toggleValue(view.filters, report.dimension, value, operator), rest: {} }, { to: '' });
  const url = urlOf(report, site.domain, value);
  return (
    <>
      <Item onChoose={() => (close(), filter('is'))}>{isOn('is') ? 'Filter by it no more' : 'Filter by it'}</Item>
      <Item onChoose={() => (close(), filter('is_not'))}>{isOn('is_not') ? 'Exclude it no more' : 'Exclude it'}</Item>
      <Item
        onChoose={() => {
          close();
          const filters = [...view.filters, { operator: 'is' as const, dimension: report.dimension, values: [value] }];
          navigate(`${root}/explore${formatView({ ...view, filters, rest: {}, tabs: {} })}`);
        }}
      >
        Chart it in Explore
      </Item>
      {url && (
        <a className="item" href={url} target="_blank" rel="noreferrer noopener" onClick={close}>
          Open it ↗
        </a>
      )}
      <Item onChoose={() => (close(), void copyText(value, `“${value}” copied.`))}>Copy it</Item>
    </>
  );
}
