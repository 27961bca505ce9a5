import { memo } from 'react';
import type { Answer } from '../api/types';
import { comparedOf } from '../controls/compared';
import { deltaOf, formatMetric } from '../format/numbers';
import { ValueLink } from '../panels/BreakdownPanel';
import { Pager } from '../panels/Pager';
import { dimensionName, reportOfDimension } from '../panels/reports';
import { RowsBody } from '../panels/RowsBody';
import { SortHeads } from '../panels/SortHeads';
import { useInSteps } from '../panels/useInSteps';
import { usePageStart } from '../panels/usePageStart';
import type { Rows } from '../panels/useRows';
import { useSite } from '../screens/SiteContext';
import { DeltaText } from '../ui/DeltaText';
import { Empty } from '../ui/States';
import { barsOf } from './bars';

interface ExploreTableProps {
  readonly answer: Answer;
  readonly columns: readonly string[];
  readonly metrics: readonly string[];
  readonly rows: Rows;
}

/** Values of one or two dimensions with their numbers. A value filters when it is clicked. */
export function ExploreTable({ answer, columns, metrics, rows }: ExploreTableProps) {
  const { today } = useSite();
  const { results } = answer;
  const when = comparedOf(answer, today)?.time;
  const shown = useInSteps(results, keyOf);
  const list = usePageStart<HTMLDivElement>(rows.page);
  const total = answer.meta.total_rows ?? results.length;
  if (total === 0) return <Empty title="No value in this period under these filters." />;
  const bars = barsOf(results);
  const name = `By ${columns.map(dimensionName).join(' and ').toLowerCase()}`;
  return (
    <>
      {bars.currencies > 1 && <p className="meta">The bars of each currency have a scale of their own.</p>}
      <div ref={list} className="table-scroll" aria-busy={shown !== results} tabIndex={0} role="region" aria-label={name}>
        <table className={columns.length > 1 ? 'data number two' : 'data number'}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {dimensionName(column)}
                </th>
              ))}
              <SortHeads metrics={metrics} rows={rows} />
            </tr>
          </thead>
          <RowsBody stays>
            {shown.map((row) => (
              <ExploreRow key={keyOf(row)} row={row} bar={bars.of(row)} columns={columns} metrics={metrics} when={when} />
            ))}
          </RowsBody>
        </table>
      </div>
      <Pager rows={rows} total={total} label={`Pages ${name.toLowerCase()}`} />
    </>
  );
}

type Row = Answer['results'][number];

const keyOf = (row: Row) => row.dimensions.join('\n');

interface ExploreRowProps {
  readonly row: Row;
  /** The width of its bar, of which 1 is that of the cell. */
  readonly bar: number;
  readonly columns: readonly string[];
  readonly metrics: readonly string[];
  /** The days that it is compared with. */
  readonly when: string | undefined;
}

const ExploreRow = memo(function ExploreRow({ row, bar, columns, metrics, when }: ExploreRowProps) {
  return (
    <tr>
      {columns.map((column, at) => (
        <td key={column} className="explore-value">
          {at === 0 && <span className="bar" style={{ width: `${bar * 100}%` }} />}
          <ValueLink report={reportOfDimension(column)!} value={row.dimensions[at] ?? ''} stays />
        </td>
      ))}
      {metrics.map((metric, at) => (
        <td className="end" key={metric}>
          {formatMetric(metric, row.metrics[at])} {at === 0 && row.comparison && <DeltaText delta={deltaOf(metric, row.metrics[0], row.comparison.metrics[0], when)} />}
        </td>
      ))}
    </tr>
  );
});
