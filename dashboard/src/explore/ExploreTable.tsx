import { useState } from 'react';
import { metricOf } from '../api/metrics';
import type { Answer } from '../api/types';
import { deltaOf, formatCount, formatMetric, numberOf } from '../format/numbers';
import { ValueLink } from '../panels/BreakdownPanel';
import { dimensionName, reportOfDimension } from '../panels/reports';
import { DeltaText } from '../ui/DeltaText';
import { Empty } from '../ui/States';

interface ExploreTableProps {
  readonly answer: Answer;
  readonly columns: readonly string[];
  readonly metrics: readonly string[];
}

/** Values of one or two dimensions with their numbers. A value filters when it is clicked. */
export function ExploreTable({ answer, columns, metrics }: ExploreTableProps) {
  const [order, setOrder] = useState<readonly [number, number]>([0, -1]);
  const rows = [...answer.results].sort((one, other) => order[1] * ((numberOf(one.metrics[order[0]]) ?? -1) - (numberOf(other.metrics[order[0]]) ?? -1)));
  if (rows.length === 0) return <Empty title="No value in this period under these filters." />;
  const most = Math.max(1, ...rows.map((row) => numberOf(row.metrics[0]) ?? 0));
  const total = answer.meta.total_rows ?? rows.length;
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`By ${columns.map(dimensionName).join(' and ').toLowerCase()}`}>
        <table className="data number">
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {dimensionName(column)}
                </th>
              ))}
              {metrics.map((metric, at) => (
                <th scope="col" className="end" key={metric} aria-sort={order[0] === at ? (order[1] > 0 ? 'ascending' : 'descending') : 'none'}>
                  <button type="button" className="sort" onClick={() => setOrder([at, order[0] === at ? -order[1] : -1])}>
                    {metricOf(metric).label} <span aria-hidden="true">{order[0] === at ? (order[1] > 0 ? '▲' : '▼') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.dimensions.join('\n')}>
                {columns.map((column, at) => (
                  <td key={column} className={at === 0 ? 'explore-value' : ''}>
                    {at === 0 && <span className="bar" style={{ width: `${((numberOf(row.metrics[0]) ?? 0) / most) * 100}%` }} />}
                    <ValueLink report={reportOfDimension(column)!} value={row.dimensions[at] ?? ''} />
                  </td>
                ))}
                {metrics.map((metric, at) => (
                  <td className="end" key={metric}>
                    {formatMetric(metric, row.metrics[at])} {at === 0 && row.comparison && <DeltaText delta={deltaOf(metric, row.metrics[0], row.comparison.metrics[0])} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length && (
        <p className="meta number">
          The first {formatCount(rows.length)} of {formatCount(total)}. The CSV has all.
        </p>
      )}
    </>
  );
}
