import type { Interval } from '../dates/intervals';
import { formatBucket } from '../format/dates';
import { formatMean, formatMetric } from '../format/numbers';
import { capital } from '../format/text';
import { CutText } from '../ui/CutText';
import { useSite } from '../screens/SiteContext';
import { metricOfLine, type Series } from './series';

interface LinesTableProps {
  readonly series: readonly Series[];
  readonly labels: readonly string[];
  readonly metric: string;
  readonly interval: Interval;
  readonly averageName: string | null;
  readonly present: number;
}

/** The numbers of the lines, newest first; with an average beside them. */
export function LinesTable({ series, labels, metric, interval, averageName, present }: LinesTableProps) {
  const { today } = useSite();
  const last = present < 0 ? labels.length - 1 : present;
  return (
    <>
      {averageName && <p className="meta">The lines are the {averageName}; the table has each value · its average{series.some((one) => one.comparison) && ', and what it is compared with'}.</p>}
      <div className="table-scroll course-table" tabIndex={0} role="region" aria-label={`The numbers per ${interval}`}>
        <table className="data number sticky-first">
          <thead>
            <tr>
              <th scope="col">{capital(interval)}</th>
              {series.map((one) => (
                <th scope="col" className="end lines-head" key={one.name}>
                  <CutText text={one.name} isPath={one.name.startsWith('/')} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: last + 1 }, (_, index) => last - index).map((index) => (
              <tr key={labels[index]}>
                <th scope="row">
                  {formatBucket(labels[index]!, interval, today)}
                  {index === present && <span className="muted"> so far</span>}
                </th>
                {series.map((one) => (
                  <td className="end" key={one.name}>
                    {formatMetric(metricOfLine(metric, one), one.values[index])}
                    {one.average && index !== present && <span className="muted"> · {formatMean(metricOfLine(metric, one), one.average[index] ?? null)}</span>}
                    {one.comparison && <span className="muted compared"> vs {formatMetric(metricOfLine(metric, one), one.comparison[index])}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
