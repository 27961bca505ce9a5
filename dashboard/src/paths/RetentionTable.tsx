import { formatBucket } from '../format/dates';
import { formatCount, formatPercent, nounOf, NO_VALUE } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import type { RetentionAnswer } from './answers';
import { levelOf, levelsOf } from './heat';
import type { Cohorts } from './Retention';

/** The cohorts as a table, darker where more came back. Each cell has its number. */
export function RetentionTable({ answer, by, asCount }: { answer: RetentionAnswer; by: Cohorts; asCount: boolean }) {
  const { today } = useSite();
  const { results, meta } = answer;
  const columns = Math.max(...results.map((cohort) => cohort.periods.length));
  const levels = levelsOf(results);
  // The range's start cuts the first period of the first row alone; with only that one, its end may be open, too.
  const incomplete = (row: number, period: number) => (row === 0 && period === 0 && columns > 1 ? 'cut by the range' : 'so far');
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Retention by cohort">
      <table className="heat number">
        <thead>
          <tr>
            <th scope="col">First {by}</th>
            <th scope="col" className="end">
              Visitors
            </th>
            {Array.from({ length: columns }, (_, period) => (
              <th scope="col" className="end" key={period}>
                <span className="visually-hidden">{by} </span>
                {period}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((cohort, row) => (
            <tr key={cohort.cohort}>
              <th scope="row">{formatBucket(cohort.cohort, by, today)}</th>
              <td className="end">{formatCount(cohort.visitors)}</td>
              {cohort.periods.map((cell, period) => (
                <td
                  key={period}
                  className={`cell ${cell.complete ? '' : 'growing'}`}
                  data-level={period === 0 || cell.rate === null ? undefined : levelOf(cell.rate, levels)}
                  title={`${formatCount(cell.visitors)} of ${formatCount(cohort.visitors)} ${nounOf(cohort.visitors, 'visitor')}, ${by} ${period}${cell.complete ? '' : `, ${incomplete(row, period)}`}`}
                >
                  {asCount ? formatCount(cell.visitors) : cell.rate === null ? NO_VALUE : formatPercent(cell.rate)}
                  {!cell.complete && <span className="visually-hidden"> {incomplete(row, period)}</span>}
                </td>
              ))}
              {cohort.periods.length < columns && <td colSpan={columns - cohort.periods.length} />}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Mean</th>
            <td />
            {Array.from({ length: columns }, (_, period) => {
              const mean = meta.mean[period];
              return (
                <td className="end" key={period}>
                  {mean === null || mean === undefined ? NO_VALUE : formatPercent(mean)}
                </td>
              );
            })}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
