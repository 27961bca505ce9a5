import type { Answer, Query, Row } from '../api/types';
import { changeOf, currencyIn, numberOf, type MetricValue } from '../format/numbers';
import type { csvOf } from './csv';

type Metric = NonNullable<Query['metrics']>[number];
type Cells = Parameters<typeof csvOf>[0][number];

/** Columns beside those that a query asks for, from another answer. */
export interface MoreColumns {
  readonly names: readonly string[];
  readonly of: (row: Row) => readonly MetricValue[];
}

/**
 * The heading and the rows of a query's answers as a file has them: the dimensions, the metrics, those of the comparison with the changes, and the currency of the
 * amounts where there are any. The columns have the API's names. A change is the one that the page shows: from 0 there is none.
 */
export function rowsOf(query: Query, answers: readonly Answer[], more?: MoreColumns): readonly Cells[] {
  const rows = answers.flatMap(({ results }) => results);
  const asked = query.metrics ?? [];
  const metrics = asked.map(columnOf);
  const isCompared = query.include?.comparisons !== undefined;
  // Values of other dimensions are compared with themselves.
  const times = isCompared ? (query.dimensions ?? []).flatMap((name, at) => (name.startsWith('time') ? [{ name, at }] : [])) : [];
  const amounts = ({ metrics: own, comparison }: Row, others: readonly MetricValue[]) => [...own, ...(comparison?.metrics ?? []), ...others].flatMap((value) => currencyIn(value) ?? []);
  const table = rows.map((row) => ({ row, others: more?.of(row) ?? [] }));
  const hasAmounts = table.some(({ row, others }) => amounts(row, others).length > 0);
  const heading = [
    ...(query.dimensions ?? []),
    ...metrics,
    ...(more?.names ?? []),
    ...times.map(({ name }) => `comparison_${name}`),
    ...(isCompared ? [...metrics.map((name) => `comparison_${name}`), ...metrics.map((name) => `change_${name}`)] : []),
    ...(hasAmounts ? ['currency'] : []),
  ];
  const cells = table.map(({ row, others }) => [
    ...row.dimensions,
    ...row.metrics.map(numberOf),
    ...(more?.names ?? []).map((_, at) => numberOf(others[at])),
    ...times.map(({ at }) => row.comparison?.dimensions[at]),
    ...(isCompared ? [...metrics.map((_, at) => numberOf(row.comparison?.metrics[at])), ...asked.map((metric, at) => changeIn(metric, row, at))] : []),
    ...(hasAmounts ? [amounts(row, others)[0]] : []),
  ]);
  return [heading, ...cells];
}

function changeIn(metric: Metric, { metrics, comparison }: Row, at: number): number | null {
  const change = changeOf(typeof metric === 'string' ? metric : String(metric['metric']), metrics[at], comparison?.metrics[at]);
  return change === null ? null : Number(change.toFixed(2));
}

/** The name of a metric's column; that of an average says of how many buckets it is. */
export function columnOf(metric: Metric): string {
  if (typeof metric === 'string') return metric;
  const { metric: name, rolling_average: average } = metric as { readonly metric: string; readonly rolling_average: { readonly window?: number; readonly half_life?: number } };
  return average.window === undefined ? `${name}_half_life_${average.half_life}` : `${name}_rolling_${average.window}`;
}
