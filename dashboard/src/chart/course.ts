import type { Answer, Row } from '../api/types';
import { isSum, metricOf } from '../api/metrics';
import { isCutAtStart, presentIndex, type Interval } from '../dates/intervals';
import { numberOf } from '../format/numbers';

export type Values = readonly (number | null)[];

/** A metric over time: one value per bucket, and what else is drawn beside it. */
export interface Course {
  readonly labels: readonly string[];
  readonly raw: Values;
  /** The moving average; it ends with the last complete bucket. */
  readonly average: Values | null;
  /** The first bucket whose average has all of its window; those before it reach back to before the site's first event. */
  readonly averageFrom: number;
  /** The average of the bucket that still grows, for the readout alone. */
  readonly averageSoFar: number | null;
  readonly comparison: Values | null;
  readonly comparisonLabels: readonly (string | null)[];
  /** A second metric on an axis of its own. */
  readonly second: Values | null;
  /** The moving average of the comparison. */
  readonly comparisonAverage: Values | null;
  /** The bucket that still grows; -1 if all are complete. */
  readonly present: number;
  /** Whether the range cuts the first bucket, or the last. */
  readonly cutAtStart: boolean;
  readonly cutAtEnd: boolean;
  /** Of running totals, whether each metric is one; absent where the values are those of the buckets. */
  readonly running?: readonly boolean[];
}

export interface CourseOptions {
  readonly metrics: readonly string[];
  readonly hasAverage: boolean;
  readonly interval: Interval;
  readonly zone: string;
  readonly now: Date;
}

/**
 * Lines up an answer whose metrics are the shown ones, then the first one's average.
 * A bucket without a row had nothing: 0 for a count and for revenue that there is, no value for a rate. Buckets to come have no value.
 */
export function courseOf(answer: Answer, { metrics, hasAverage, interval, zone, now }: CourseOptions): Course {
  const labels = answer.meta.time_labels ?? answer.results.map((row) => row.dimensions[0] ?? '');
  const rows = new Map(answer.results.map((row) => [row.dimensions[0], row]));
  const present = answer.meta.present_index ?? presentIndex(labels, now, zone, interval);
  const last = present < 0 ? labels.length - 1 : present;
  const read = (at: number, pick: (row: Row) => Row['metrics'] | undefined, empty: number | null) => (label: string, index: number) => {
    if (index > last) return null;
    const row = rows.get(label);
    return row ? numberOf(pick(row)?.[at]) : empty;
  };
  const emptyOf = (at: number) => {
    const metric = metrics[at];
    if (metric === undefined || !isSum(metric)) return null;
    return metricOf(metric).kind === 'count' || answer.results.some((row) => numberOf(row.metrics[at]) !== null) ? 0 : null;
  };
  const averageAt = metrics.length;
  const average = hasAverage ? labels.map(read(averageAt, (row) => row.metrics, null)) : null;
  const isCompared = answer.results.some((row) => row.comparison);
  const isPartial = (label: string | undefined) => label !== undefined && (answer.meta.partial_time_labels?.includes(label) ?? false);
  const cutAtEnd = labels.length > 1 && present < 0 && isPartial(labels.at(-1));
  // An average of a bucket that is not whole would bend at its end.
  const complete = present >= 0 ? present : labels.length - (cutAtEnd ? 1 : 0);
  const compared = (at: number) => labels.map((label) => numberOf(rows.get(label)?.comparison?.metrics[at]));
  return {
    labels,
    raw: labels.map(read(0, (row) => row.metrics, emptyOf(0))),
    average: average && average.map((value, index) => (index < complete ? value : null)),
    averageFrom: completeFrom(answer, labels),
    averageSoFar: average && present >= 0 ? (average[present] ?? null) : null,
    comparison: isCompared ? compared(0) : null,
    comparisonAverage: isCompared && average ? compared(averageAt).map((value, index) => (index < complete ? value : null)) : null,
    comparisonLabels: labels.map((label) => rows.get(label)?.comparison?.dimensions[0] ?? null),
    second: metrics[1] ? labels.map(read(1, (row) => row.metrics, emptyOf(1))) : null,
    present,
    cutAtStart: isCutAtStart(labels, interval) || isPartial(labels[0]),
    cutAtEnd,
  };
}

function completeFrom({ meta }: Answer, labels: readonly string[]): number {
  if (!meta.rolling) return 0;
  return meta.rolling.complete_from === null ? labels.length : Math.max(0, labels.indexOf(meta.rolling.complete_from));
}

/** Whether a bucket is smaller than the others: it still grows, or the range cuts it. */
export function isCut({ present, cutAtStart, cutAtEnd, labels }: Course, index: number): boolean {
  return index === present || (cutAtStart && index === 0) || (cutAtEnd && index === labels.length - 1);
}

/** How many buckets of its window an average covers since the site's first event; the whole window where that is not known. */
export function coveredBuckets({ averageFrom, labels }: Course, index: number, window: number): number {
  return averageFrom === labels.length ? window : Math.min(window, Math.max(1, window - (averageFrom - index)));
}

/** The largest index with an average. */
export function lastAverage(course: Course): number {
  return course.average?.findLastIndex((value) => value !== null) ?? -1;
}

/** The highest complete bucket. */
export function highest(course: Course): number {
  let best = -1;
  course.raw.forEach((value, index) => {
    if (value !== null && !isCut(course, index) && (best < 0 || value > (course.raw[best] ?? 0))) best = index;
  });
  return best;
}
