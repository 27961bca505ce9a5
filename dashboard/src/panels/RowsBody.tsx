import { useMemo, type ReactNode } from 'react';
import { SiteContext, useSite } from '../screens/SiteContext';
import { keptOf } from '../sharing/embedding';
import { formatView, parseView } from '../url/view';

/** The parameters of lists: what is searched for, and how they are sorted and turned. */
const OF_LISTS = ['find', 'order', 'p', 'rows'];

const withoutLists = (rest: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(rest).filter(([name]) => !OF_LISTS.includes(name.replace(/2$/, ''))));

/**
 * The body of a table with a list's rows. Their links keep nothing of the list's own parameters, so the rows see the view without these and stay as they are while
 * the list is searched, sorted and turned.
 * @param props.stays Whether their links stay on the screen, and keep its other parameters.
 */
export function RowsBody({ children, stays = false }: { children: ReactNode; stays?: boolean }) {
  const { site, view, today, now, section, root, readOnly, session, limits } = useSite();
  const search = formatView({ ...view, rest: stays ? withoutLists(view.rest) : keptOf(view.rest) });
  const screen = useMemo(() => ({ site, view: parseView(search), today, now, section, root, readOnly, session, limits }), [site, search, today, now, section, root, readOnly, session, limits]);
  return (
    <SiteContext.Provider value={screen}>
      <tbody>{children}</tbody>
    </SiteContext.Provider>
  );
}
