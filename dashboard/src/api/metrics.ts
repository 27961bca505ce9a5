export type MetricKind = 'count' | 'rate' | 'ratio' | 'duration' | 'value' | 'money';

/** A metric as the page shows it. */
export interface Metric {
  readonly id: string;
  readonly label: string;
  readonly kind: MetricKind;
  /** The direction that is agreed to be better. */
  readonly better: 'up' | 'down' | 'none';
  /** What an average of it means. */
  readonly averaged: string;
  /** The currency of its amounts, where they have one. */
  readonly currency?: string;
}

const PER_BUCKET = 'each bucket counts the same, a person in three of them counts three times';
const UNWEIGHTED = 'each bucket counts the same, not weighted by its visits';

/** All metrics of the page. A new one is a new line here. */
export const METRICS: readonly Metric[] = [
  { id: 'visitors', label: 'Visitors', kind: 'count', better: 'up', averaged: PER_BUCKET },
  { id: 'visits', label: 'Visits', kind: 'count', better: 'up', averaged: 'each bucket counts the same' },
  { id: 'pageviews', label: 'Pageviews', kind: 'count', better: 'up', averaged: 'each bucket counts the same' },
  { id: 'views_per_visit', label: 'Views per visit', kind: 'ratio', better: 'up', averaged: UNWEIGHTED },
  { id: 'bounce_rate', label: 'Bounce rate', kind: 'rate', better: 'down', averaged: UNWEIGHTED },
  { id: 'visit_duration', label: 'Visit duration', kind: 'duration', better: 'up', averaged: UNWEIGHTED },
  { id: 'events', label: 'Events', kind: 'count', better: 'up', averaged: 'each bucket counts the same' },
  { id: 'conversion_rate', label: 'Conversion rate', kind: 'rate', better: 'up', averaged: UNWEIGHTED },
  { id: 'group_conversion_rate', label: 'Conversion rate', kind: 'rate', better: 'up', averaged: UNWEIGHTED },
  { id: 'percentage', label: 'Share', kind: 'rate', better: 'none', averaged: UNWEIGHTED },
  { id: 'scroll_depth', label: 'Scroll depth', kind: 'rate', better: 'up', averaged: UNWEIGHTED },
  { id: 'time_on_page', label: 'Time on page', kind: 'duration', better: 'up', averaged: UNWEIGHTED },
  { id: 'exit_rate', label: 'Exit rate', kind: 'rate', better: 'none', averaged: UNWEIGHTED },
  { id: 'total_revenue', label: 'Revenue', kind: 'money', better: 'up', averaged: 'each bucket counts the same' },
  { id: 'average_revenue', label: 'Average revenue', kind: 'money', better: 'up', averaged: UNWEIGHTED },
];

/** A metric divided by another, which the page works out and nobody can ask for. */
export const RATIO: Metric = { id: 'ratio', label: 'Ratio', kind: 'ratio', better: 'none', averaged: UNWEIGHTED };

const BY_ID = new Map([...METRICS, RATIO].map((metric) => [metric.id, metric]));

/** The metrics of goals that have a currency. */
export const REVENUE: readonly string[] = ['total_revenue', 'average_revenue'];

/** Whether a bucket without events has 0 of a metric, also in averages; of all others it has no value. */
export function isSum(metric: string): boolean {
  const { kind, id } = metricOf(metric);
  return kind === 'count' || id === 'total_revenue';
}

/** A metric as it is shown in a currency, such as `total_revenue_EUR`. */
export function inCurrency(metric: string, currency: string | undefined): string {
  return currency === undefined ? metric : `${metric}_${currency}`;
}

const CURRENCY = /_([A-Z]{3})$/;

/** A metric by its id, also by that in a currency; one that the page does not know is shown as a plain number. */
export function metricOf(id: string): Metric {
  const found = BY_ID.get(id);
  if (found) return found;
  const currency = CURRENCY.exec(id)?.[1];
  if (currency) return { ...metricOf(id.slice(0, -currency.length - 1)), currency };
  return { id, label: id.replaceAll('_', ' '), kind: 'value', better: 'none', averaged: UNWEIGHTED };
}

/** The metrics of the tiles, which depend on what the filters allow: without a goal among them, there is no conversion rate. */
export function tileMetrics(dimensions: readonly string[]): readonly string[] {
  if (dimensions.includes('goal')) return ['visitors', 'events', 'conversion_rate'];
  if (dimensions.includes('page')) return ['visitors', 'visits', 'pageviews', 'bounce_rate', 'time_on_page', 'scroll_depth'];
  const ofEvents = dimensions.some((dimension) => dimension === 'name' || dimension.startsWith('props:'));
  return ofEvents ? ['visitors', 'visits', 'events'] : ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'visit_duration'];
}
