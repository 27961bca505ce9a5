import type { FunnelContent } from '../api/definitions';
import { baseOf } from '../api/siteQueries';
import type { Day } from '../dates/days';
import { chosenRange } from '../dates/periods';
import type { View } from '../url/view';
import { bucketsOf } from './buckets';

/** The window and the order of a funnel that says none. */
export const DEFAULT_WINDOW = '24h';
export const DEFAULT_ORDER = 'sequential';

/** The question for a funnel in a view's period. */
export function funnelQuery(site: string, view: View, today: Day, { steps, window, order }: FunnelContent) {
  return { ...baseOf(site, view, today), steps, window: window ?? DEFAULT_WINDOW, order: order ?? DEFAULT_ORDER };
}

/** The questions for a funnel in each part of some days. */
export function funnelQueries(site: string, view: View, today: Day, content: FunnelContent, days: readonly [Day, Day]) {
  return bucketsOf(...days).buckets.map(({ from, to }) => funnelQuery(site, { ...view, ...chosenRange(from, to) }, today, content));
}
