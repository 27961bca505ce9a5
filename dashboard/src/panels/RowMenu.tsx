import type { KeyboardEvent, MouseEvent } from 'react';
import { safeUrl } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import { copyText } from '../ui/copyText';
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
          <Item onChoose={() => (close(), void copyText(value, `“${value}” copied.`))}>Copy it</Item>
        </>
      )}
    </Menu>
  );
}

/** Opens the row's menu by Shift-F10 and by the menu key; a mouse's right button stays the browser's, which opens links in tabs. */
export const rowKeys = {
  onKeyDown(event: KeyboardEvent<HTMLTableRowElement>) {
    const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    const button = event.currentTarget.querySelector<HTMLElement>('.row-more');
    if (!isMenuKey || !button || button.getAttribute('aria-expanded') === 'true') return;
    event.preventDefault();
    button.click();
  },
  onContextMenu(event: MouseEvent<HTMLTableRowElement>) {
    // A keyboard's event comes with no button; some systems send it after the key was let go.
    if (event.button === 0) event.preventDefault();
  },
};

/** The address of a page or a referrer; undefined for what is none, or must not be opened. */
export function urlOf(report: Report, domain: string, value: string): string | undefined {
  if (!report.paths || value === '(not set)' || value === 'Direct / None') return undefined;
  if (report.id === 'referrers') return safeUrl(value.includes('://') ? value : `https://${value}`);
  return safeUrl(`https://${domain}${value}`);
}
