import { isSum, metricOf } from '../api/metrics';
import type { Interval } from '../dates/intervals';
import type { Display } from '../url/view';
import type { Course, Values } from './course';

/** Why values of a metric can't be added up, to follow its name; undefined for one whose values can. */
export function whyNoTotal(metric: string): string | undefined {
  if (isSum(metric)) return undefined;
  return metricOf(metric).kind === 'rate' ? 'percentages do not add up' : 'averages do not add up';
}

/** How a metric is shown: as the address says, but as a line where a running total is asked for and it has none. */
export function displayOf(display: Display, metric: string): Display {
  return display === 'cumulative' && whyNoTotal(metric) ? 'line' : display;
}

/** The running sums of a course, in which an average has no place; a second metric without any stays as it is in each bucket. */
export function cumulative(course: Course, metrics: readonly string[]): Course {
  const sums = (values: Values) => {
    let sum = 0;
    return values.map((value) => (value === null ? null : (sum += value)));
  };
  const adds = metrics.map((metric) => whyNoTotal(metric) === undefined);
  return {
    ...course,
    raw: sums(course.raw),
    average: null,
    averageFrom: 0,
    averageSoFar: null,
    comparison: course.comparison && sums(course.comparison),
    comparisonAverage: null,
    second: course.second && (adds[1] ? sums(course.second) : course.second),
    running: adds,
  };
}

/** What the values of a course are called: with running sums, each metric says whether it is one. */
export function nameOfValues(course: Pick<Course, 'running'>, metrics: readonly string[], at: number, interval: Interval): string {
  const { label } = metricOf(metrics[at]!);
  if (!course.running) return label;
  return course.running[at] ? `${label}, running total` : `${label}, each ${interval}`;
}
