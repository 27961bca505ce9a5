import { safeUrl } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import { toast } from '../ui/Toasts';
import { navigate } from '../url/location';
import { isGroup, toggleValue } from '../url/filters';
import { formatView } from '../url/view';
import type { Report } from './reports';

/** What can be done with a value beside filtering by it with a click. */
export function RowMenu({ report, value, name }: { report: Report; value: string; name: string }) {
  const { site, view, root } = useSite();
  const { go } = useViewLinks();
  const isOn = (operator: 'is' | 'is_not') =>
    view.filters.some((filter) => !isGroup(filter) && filter.dimension === report.dimension && filter.operator === operator && filter.values.includes(value));
  const filter = (operator: 'is' | 'is_not') => go({ filters: toggleValue(view.filters, report.dimension, value, operator), rest: {} }, { to: '' });
  const url = urlOf(report, site.domain, value);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      toast(`“${value}” copied.`);
    } catch {
      toast('The browser does not allow copying.');
    }
  };
  return (
    <Menu label={<span aria-hidden="true">⋯</span>} name={`More for ${name}`} className="plain row-more" end>
      {(close) => (
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
          <Item onChoose={() => (close(), void copy())}>Copy it</Item>
        </>
      )}
    </Menu>
  );
}

/** The address of a page or a referrer; undefined for what is none, or must not be opened. */
export function urlOf(report: Report, domain: string, value: string): string | undefined {
  if (!report.paths || value === '(not set)' || value === 'Direct / None') return undefined;
  if (report.id === 'referrers') return safeUrl(value.includes('://') ? value : `https://${value}`);
  return safeUrl(`https://${domain}${value}`);
}
