import { metricOf } from '../api/metrics';
import type { Interval } from '../dates/intervals';

/** What a running total counts, where it is not what its name says of the whole period. */
export function meaningOfTotal(metric: string, interval: Interval): string {
  const { id, label } = metricOf(metric);
  if (id === 'visitors') return `The visitors of each ${interval} added up: who comes ${interval === 'day' ? 'on' : 'in'} three ${interval}s counts three times, so this can be more than the visitors of the period.`;
  if (id === 'visits' && (interval === 'hour' || interval === 'minute')) return `The visits of each ${interval} added up: a visit counts in each ${interval} that it lasts.`;
  return `${label} added up from the beginning of the period.`;
}
