import { rollingOf, type Average } from '../chart/average';
import type { Interval } from '../dates/intervals';
import { apiRange, daysOf } from '../dates/periods';
import type { Day } from '../dates/days';
import { apiFilters } from '../url/filters';
import type { View } from '../url/view';
import type { ComparisonQuery, Query } from './types';

/** The part of a query that all of a screen's queries have in common. */
export function baseOf(site: string, view: View, today: Day): Pick<Query, 'site_id' | 'date_range' | 'date' | 'filters'> {
  const filters = apiFilters(view.filters);
  if (view.segment) filters.push(['is', 'segment', [view.segment]]);
  return { site_id: site, ...apiRange(view, today), ...(filters.length > 0 ? { filters } : {}) };
}

/** Whether imported totals take part. */
export function importsOf(view: View): { imports?: true } {
  return view.imports ? { imports: true } : {};
}

/** Whether a view's period can be compared: all of time has nothing before it, the last minutes are no period to compare, and what is to come has no numbers. */
export function isComparable(view: View, today: Day): boolean {
  return view.period !== 'all' && view.period !== 'realtime' && (daysOf(view, today)?.[0] ?? today) <= today;
}

/** What a view is compared with; undefined for nothing. */
export function comparisonOf(view: View, today: Day): ComparisonQuery | undefined {
  if (view.comparison === 'off' || !isComparable(view, today)) return undefined;
  if (view.comparison === 'custom') {
    return view.compareFrom && view.compareTo ? { mode: 'custom', date_range: [view.compareFrom, view.compareTo] } : undefined;
  }
  return { mode: view.comparison, match_day_of_week: view.matchDayOfWeek };
}

/** The totals of the tiles. */
export function totalsQuery(site: string, view: View, today: Day, metrics: readonly string[]): Query {
  const comparisons = comparisonOf(view, today);
  return { ...baseOf(site, view, today), metrics: [...metrics], include: { ...importsOf(view), ...(comparisons ? { comparisons } : {}) } };
}

/** A metric as it is asked for by time: the conversion rate of a bucket divides by the visitors of that bucket, not by those of the whole range. */
export function metricByTime(metric: string): string {
  return metric === 'conversion_rate' ? 'group_conversion_rate' : metric;
}

/** The course of one or two metrics, and the first one's average behind them. */
export function courseQuery(site: string, view: View, today: Day, metrics: readonly string[], interval: Interval, average: Average | 'off'): Query {
  const comparisons = comparisonOf(view, today);
  const asked = metrics.map(metricByTime);
  return {
    ...baseOf(site, view, today),
    metrics: average === 'off' ? asked : [...asked, { metric: asked[0]!, rolling_average: rollingOf(average) }],
    dimensions: [`time:${interval}`],
    include: { time_labels: true, ...importsOf(view), ...(comparisons ? { comparisons } : {}) },
  };
}

/** The rows of a metric over time by the values of a dimension, with what the course has beside them. */
export function splitQuery(course: Query, metric: string, interval: Interval, dimension: string): Query {
  return { ...course, metrics: [metricByTime(metric)], dimensions: [`time:${interval}`, dimension] };
}

/** The rows of a breakdown; `search` are the filters that a searched text makes. */
export function breakdownQuery(
  site: string,
  view: View,
  today: Day,
  options: { dimension: string; metrics: readonly string[]; limit: number; offset?: number; search?: readonly unknown[][]; order?: readonly [string, 'asc' | 'desc']; compare?: boolean },
): Query {
  const base = baseOf(site, view, today);
  const filters = [...(base.filters ?? []), ...(options.search ?? [])];
  const comparisons = options.compare ? comparisonOf(view, today) : undefined;
  return {
    ...base,
    ...(filters.length > 0 ? { filters } : {}),
    metrics: [...options.metrics],
    dimensions: [options.dimension],
    include: { total_rows: true, ...importsOf(view), ...(comparisons ? { comparisons } : {}) },
    pagination: { limit: options.limit, ...(options.offset ? { offset: options.offset } : {}) },
    ...(options.order ? { order_by: [[...options.order]] } : {}),
  };
}
