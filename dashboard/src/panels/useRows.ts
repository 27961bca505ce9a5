import { useSite, useViewLinks } from '../screens/SiteContext';
import { orderOf, pageOf, rowsOf, DEFAULT_ROWS } from './rows';

/** The part of a long list that the address shows, and the ways to other parts; parameters of a second list of the screen end in its `place`. */
export function useRows(metrics: readonly string[], place = '') {
  const { view } = useSite();
  const { set } = useViewLinks();
  const [atRows, atPage, atOrder] = [`rows${place}`, `p${place}`, `order${place}`];
  const rows = rowsOf(view.rest[atRows]);
  const page = pageOf(view.rest[atPage]);
  const order = orderOf(view.rest[atOrder], metrics);
  return {
    rows,
    page,
    order,
    /** Sorts by a column, and the other way if the rows are sorted by it. */
    sort: (column: string) => {
      const way = order[0] === column && order[1] === 'desc' ? 'asc' : 'desc';
      set({ [atOrder]: column === metrics[0] && way === 'desc' ? undefined : `${column},${way}`, [atPage]: undefined });
    },
    turn: (to: number) => set({ [atPage]: to === 0 ? undefined : String(to + 1) }),
    /** Shows as many rows at once; the first of those that were shown is among them. */
    show: (count: number) => {
      const to = Math.floor((page * rows) / count);
      set({ [atRows]: count === DEFAULT_ROWS ? undefined : String(count), [atPage]: to === 0 ? undefined : String(to + 1) });
    },
  };
}

export type Rows = ReturnType<typeof useRows>;
