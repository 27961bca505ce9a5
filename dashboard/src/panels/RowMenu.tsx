import { lazy, Suspense, type KeyboardEvent, type MouseEvent } from 'react';
import { Menu } from '../ui/Menu';
import type { Report } from './reports';

const RowMenuItems = lazy(() => import('./RowMenuItems'));

/** What can be done with a value beside filtering by it with a click. */
export function RowMenu({ report, value, name }: { report: Report; value: string; name: string }) {
  return (
    <Menu label={<span aria-hidden="true">⋯</span>} name={`More for ${name}`} className="plain row-more" end>
      {(close) => (
        <Suspense fallback={null}>
          <RowMenuItems report={report} value={value} close={close} />
        </Suspense>
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
