import { isSum, metricOf } from '../api/metrics';
import type { Average } from '../chart/average';
import type { Course } from '../chart/course';
import { addDays } from '../dates/days';
import type { Interval } from '../dates/intervals';
import { formatDays } from '../format/dates';
import { formatMean, formatMetric, nounOf } from '../format/numbers';
import { capital } from '../format/text';

/** How an average came about, in words. */
export function explain(course: Course, index: number, metric: string, interval: Interval, average: Average, today: string): string {
  const mean = course.average?.[index];
  if (mean === null || mean === undefined) return '';
  const meaning = capital(metricOf(metric).averaged);
  if (average.kind === 'exponential') return `Each ${interval} weighs half as much as the one ${average.halfLife} ${interval}s later. ${meaning}.`;
  const { window } = average;
  const label = course.labels[index]!;
  if (index < course.averageFrom) return `The site's first event lies within these ${window} ${interval}s: the average is of those since then. ${meaning}.`;
  const range = interval === 'day' ? `, ${formatDays(addDays(label, 1 - window), label, today)}` : '';
  if (isSum(metric)) {
    const sum = metricOf(metric).kind === 'count' ? Math.round(mean * window) : mean * window;
    return `${formatMetric(metric, sum)} ÷ ${window} = ${formatMean(metric, mean)}${range}. ${meaning}.`;
  }
  // The buckets before the range are not known here.
  if (index < window - 1) return `The mean of these ${window} ${interval}s${range}, without those that have no value. ${meaning}.`;
  const count = course.raw.slice(index - window + 1, index + 1).filter((value) => value !== null).length;
  const without = count < window ? `: ${window - count} of these ${window} ${interval}s ${nounOf(window - count, 'has', 'have')} none` : '';
  return `The mean of ${count} ${nounOf(count, 'value')}${range}${without}. ${meaning}.`;
}
