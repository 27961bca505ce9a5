import { metricOf } from '../api/metrics';
import type { Rows } from './useRows';

/** The heads of a list's numbers. A click sorts by one, and the other way if the rows are sorted by it. */
export function SortHeads({ metrics, rows: { order, sort } }: { readonly metrics: readonly string[]; readonly rows: Rows }) {
  return metrics.map((metric) => (
    <th scope="col" className="end" key={metric} aria-sort={order[0] === metric ? (order[1] === 'asc' ? 'ascending' : 'descending') : 'none'}>
      <button type="button" className="sort" onClick={() => sort(metric)}>
        {metricOf(metric).label} <span aria-hidden="true">{order[0] === metric ? (order[1] === 'asc' ? '▲' : '▼') : ''}</span>
      </button>
    </th>
  ));
}
