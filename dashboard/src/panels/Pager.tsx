import { Fragment } from 'react';
import { formatCount } from '../format/numbers';
import { shownPages } from './pages';

interface PagerProps {
  /** The page that is open, from 0. */
  readonly page: number;
  readonly rows: number;
  readonly total: number;
  readonly onTurn: (page: number) => void;
}

/** Which rows of a long list are shown, and the ways to the others: page by page, to the pages beside, to the first and to the last. */
export function Pager({ page, rows, total, onTurn }: PagerProps) {
  const pages = Math.ceil(total / rows);
  return (
    <nav className="row pager" aria-label="Pages of the list">
      <span className="number meta">
        {formatCount(page * rows + 1)}–{formatCount(Math.min(total, (page + 1) * rows))} of {formatCount(total)}
      </span>
      <span className="spacer" />
      <button type="button" className="button" disabled={page === 0} onClick={() => onTurn(page - 1)}>
        Previous
      </button>
      {shownPages(page, pages).map((one, at, all) => (
        <Fragment key={one}>
          {at > 0 && all[at - 1] !== one - 1 && <span className="muted page-number">…</span>}
          <button type="button" className="button number page-number" aria-label={`Page ${formatCount(one + 1)}`} aria-current={one === page ? 'page' : undefined} onClick={() => onTurn(one)}>
            {formatCount(one + 1)}
          </button>
        </Fragment>
      ))}
      <button type="button" className="button" disabled={page + 1 >= pages} onClick={() => onTurn(page + 1)}>
        Next
      </button>
    </nav>
  );
}
