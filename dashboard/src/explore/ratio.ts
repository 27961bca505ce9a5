import type { Answer, Query, Row } from '../api/types';
import { metricByTime } from '../api/siteQueries';
import { rollingOf, type Average } from '../chart/average';
import { numberOf } from '../format/numbers';
import type { Series } from './series';

/** A question for two metrics whose ratio is shown: each with its average, because a mean of ratios would not weigh them. */
export function ratioQuery(course: Query, divisor: string, average: Average | 'off'): Query {
  const { comparisons: _, ...include } = course.include ?? {};
  return { ...course, include, metrics: average === 'off' ? course.metrics : [...(course.metrics ?? []), { metric: metricByTime(divisor), rolling_average: rollingOf(average) }] };
}

/** The first metric divided by the second in each bucket, and their averages divided; nothing where the second is 0. */
export function ratioOf(answer: Answer, labels: readonly string[], name: string, hasAverage: boolean, present: number): Series {
  const rows = new Map(answer.results.map((row) => [row.dimensions[0], row]));
  const divide = (row: Row | undefined, first: number, second: number) => {
    const [value, by] = [numberOf(row?.metrics[first]), numberOf(row?.metrics[second])];
    return value === null || !by ? null : value / by;
  };
  return {
    name,
    values: labels.map((label) => divide(rows.get(label), 0, 1)),
    average: hasAverage ? labels.map((label, index) => (present >= 0 && index >= present ? null : divide(rows.get(label), 2, 3))) : null,
  };
}
