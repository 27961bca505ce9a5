import type { Answer, Query, Row } from '../api/types';
import { metricByTime } from '../api/siteQueries';
import { rollingOf, type Average } from '../chart/average';
import { numberOf } from '../format/numbers';
import { columnOf, type MoreColumns } from '../ui/answerRows';
import type { Series } from './series';

/** A question for two metrics whose ratio is shown: each with its average, because a mean of ratios would not weigh them. */
export function ratioQuery(course: Query, divisor: string, average: Average | 'off'): Query {
  const { comparisons: _, ...include } = course.include ?? {};
  return { ...course, include, metrics: average === 'off' ? course.metrics : [...(course.metrics ?? []), { metric: metricByTime(divisor), rolling_average: rollingOf(average) }] };
}

/** One number of a row divided by another; nothing where that is 0. */
function divide(row: Row | undefined, first: number, second: number): number | null {
  const [value, by] = [numberOf(row?.metrics[first]), numberOf(row?.metrics[second])];
  return value === null || !by ? null : value / by;
}

/** The ratio of two metrics, and that of their averages, as columns of a file. */
export function ratioColumns(average: Average | 'off'): MoreColumns {
  const averaged = average === 'off' ? [] : [columnOf({ metric: 'ratio', rolling_average: rollingOf(average) })];
  return { names: ['ratio', ...averaged], of: (row) => [divide(row, 0, 1), ...averaged.map(() => divide(row, 2, 3))] };
}

/** The first metric divided by the second in each bucket, and their averages divided; nothing where the second is 0. */
export function ratioOf(answer: Answer, labels: readonly string[], name: string, hasAverage: boolean, present: number): Series {
  const rows = new Map(answer.results.map((row) => [row.dimensions[0], row]));
  return {
    name,
    values: labels.map((label) => divide(rows.get(label), 0, 1)),
    average: hasAverage ? labels.map((label, index) => (present >= 0 && index >= present ? null : divide(rows.get(label), 2, 3))) : null,
  };
}
