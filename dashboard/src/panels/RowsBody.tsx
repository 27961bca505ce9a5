import { useMemo, type ReactNode } from 'react';
import { SiteContext, useSite } from '../screens/SiteContext';
import { keptOf } from '../sharing/embedding';
import { formatView, parseView } from '../url/view';

/**
 * The body of a table with a list's rows. Their links keep nothing of the list's own parameters, so the rows see the view without these and stay as they are while
 * the list is searched, sorted and turned.
 */
export function RowsBody({ children }: { children: ReactNode }) {
  const { site, view, today, now, section, root, readOnly, session, limits } = useSite();
  const search = formatView({ ...view, rest: keptOf(view.rest) });
  const screen = useMemo(() => ({ site, view: parseView(search), today, now, section, root, readOnly, session, limits }), [site, search, today, now, section, root, readOnly, session, limits]);
  return (
    <SiteContext.Provider value={screen}>
      <tbody>{children}</tbody>
    </SiteContext.Provider>
  );
}
