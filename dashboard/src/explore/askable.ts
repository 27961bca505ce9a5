import { dimensionName } from '../panels/reports';

/** What a chart is asked by, in short names of dimensions. */
export interface Asking {
  /** The dimension of a table; undefined for a chart by time. */
  readonly by: string | undefined;
  readonly split: string | undefined;
  /** The dimensions of filters and segments. */
  readonly filters: readonly string[];
}

const OF_VISITS = ['views_per_visit', 'bounce_rate', 'visit_duration'];
const OF_GOALS = ['conversion_rate', 'group_conversion_rate'];
const OF_PAGES = ['scroll_depth', 'time_on_page'];
/** Metrics that only make sense beside a dimension. */
const OF_DIMENSIONS = ['percentage', 'group_conversion_rate'];

const isOfEvents = (dimension: string) => ['goal', 'name', 'hostname'].includes(dimension) || dimension.startsWith('props:');
const nameOf = (dimension: string) => dimensionName(dimension).toLowerCase();

/** Why the API has no answer for a metric, in a few words that follow its name; undefined if it has one. */
export function refusalOf(metric: string, { by, split, filters }: Asking): string | undefined {
  const dimensions = [by, split].filter((dimension) => dimension !== undefined);
  // The lines of a split are filtered by its values.
  const filtered = by || !split ? filters : [...filters, split];
  const has = (dimension: string) => dimensions.includes(dimension) || filtered.includes(dimension);
  const ofEvents = dimensions.find(isOfEvents);
  if (OF_VISITS.includes(metric) && ofEvents) return `not by ${nameOf(ofEvents)}`;
  if (metric === 'views_per_visit' && filtered.includes('page')) return 'not of a page';
  if (OF_GOALS.includes(metric) && !has('goal')) return 'needs a goal';
  if (OF_PAGES.includes(metric) && !has('page')) return 'needs a page';
  if (OF_DIMENSIONS.includes(metric) && !by) return 'not by time';
  if (metric === 'exit_rate') {
    const ofOthers = filters.find((dimension) => dimension === 'page' || (isOfEvents(dimension) && dimension !== 'hostname'));
    return by !== 'exit_page' || split ? 'by exit page only' : ofOthers && `not of a ${nameOf(ofOthers)}`;
  }
  return undefined;
}
