import { metricOf } from '../api/metrics';
import type { Interval } from '../dates/intervals';
import { nameOf, type Average } from './average';

interface Summary {
  readonly metrics: readonly string[];
  /** What stands between two metrics. */
  readonly joint?: string;
  /** What the values are of, as "per day". */
  readonly by: string;
  /** What else there is to say, as "running total". */
  readonly more?: readonly string[];
  readonly average: Average | 'off';
  readonly interval: Interval;
}

/** What a chart shows in one line, where the controls that say it are out of sight. */
export function summaryOf({ metrics, joint = 'and', by, more = [], average, interval }: Summary): string {
  const what = metrics.map((metric) => metricOf(metric).label).join(` ${joint} `);
  return [`${what} ${by}`, ...more, ...(average === 'off' ? [] : [nameOf(average, interval)])].join(' · ');
}
