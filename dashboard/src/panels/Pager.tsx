import { Fragment } from 'react';
import { formatCount } from '../format/numbers';
import { usePhone } from '../ui/usePhone';
import { shownPages } from './pages';
import { MORE_ROWS, MOST_ROWS, ROW_COUNTS } from './rows';
import type { Rows } from './useRows';

interface PagerProps {
  readonly rows: Rows;
  readonly total: number;
  /** Tells the lists of a screen apart. */
  readonly label?: string;
}

/**
 * Which rows of a long list are shown, and the ways to the others: how many at once, page by page, to the pages beside, to the first and to
 * the last. On a phone the list grows instead. A list that fits into the smallest page has none of these.
 */
export function Pager({ rows: { rows, page, turn, show }, total, label = 'Pages of the list' }: PagerProps) {
  const grows = usePhone() && page === 0;
  if (total <= ROW_COUNTS[0] && page === 0) return null;
  const pages = Math.ceil(total / rows);
  const first = page * rows + 1;
  const counts = ROW_COUNTS.some((one) => one === rows) ? ROW_COUNTS : [...ROW_COUNTS, rows].sort((one, other) => one - other);
  const more = Math.min(MORE_ROWS, total - rows, MOST_ROWS - rows);
  return (
    <nav className="row pager" aria-label={label}>
      <span className="number meta" role="status">{first > total ? `No row here of ${formatCount(total)}` : `${formatCount(first)}–${formatCount(Math.min(total, first + rows - 1))} of ${formatCount(total)}`}</span>
      <span className="spacer" />
      {grows ? (
        more > 0 && (
          <button type="button" className="button pager-more" onClick={() => show(rows + more)}>
            Load {formatCount(more)} more
          </button>
        )
      ) : (
        <>
          <label className="row nowrap">
            <span className="meta">rows</span>
            <select className="select small" aria-label="Rows of a page" value={rows} onChange={(event) => show(Number(event.target.value))}>
              {counts.map((count) => (
                <option key={count} value={count}>
                  {formatCount(count)}
                </option>
              ))}
            </select>
          </label>
          {(pages > 1 || page > 0) && (
            <>
              <button type="button" className="button" disabled={page === 0} onClick={() => turn(Math.min(page, pages) - 1)}>
                Previous
              </button>
              {shownPages(page, pages).map((one, at, all) => (
                <Fragment key={one}>
                  {at > 0 && all[at - 1] !== one - 1 && <span className="muted page-number">…</span>}
                  <button
                    type="button"
                    className="button number page-number"
                    aria-label={`Page ${formatCount(one + 1)}`}
                    aria-current={one === page ? 'page' : undefined}
                    onClick={() => turn(one)}
                  >
                    {formatCount(one + 1)}
                  </button>
                </Fragment>
              ))}
              <button type="button" className="button" disabled={page + 1 >= pages} onClick={() => turn(page + 1)}>
                Next
              </button>
            </>
          )}
        </>
      )}
    </nav>
  );
}
