import { metricOf } from '../api/metrics';
import type { Interval } from '../dates/intervals';
import type { Course } from './course';

/** The rows of running totals as a file has them, up to the bucket that still grows, under names like those of the API. */
export function rowsOfTotals(course: Course, metrics: readonly string[], interval: Interval): readonly (readonly (string | number | null)[])[] {
  const last = course.present < 0 ? course.labels.length - 1 : course.present;
  const { currency } = metricOf(metrics[0]!);
  const name = (at: number) => `${course.running?.[at] ? 'running_total_' : ''}${metricOf(metrics[at]!).id}`;
  const { comparison, second } = course;
  return [
    [`time:${interval}`, name(0), ...(second ? [name(1)] : []), ...(comparison ? [`comparison_time:${interval}`, `comparison_${name(0)}`] : []), ...(currency ? ['currency'] : [])],
    ...course.labels.slice(0, last + 1).map((label, at) => [
      label,
      course.raw[at] ?? null,
      ...(second ? [second[at] ?? null] : []),
      ...(comparison ? [course.comparisonLabels[at] ?? null, comparison[at] ?? null] : []),
      ...(currency ? [currency] : []),
    ]),
  ];
}
