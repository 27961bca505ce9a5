import { dimensionsOf } from '../url/filters';
import type { View } from '../url/view';

/** What a shared link that is limited to a segment lets its readers ask. */
export interface Limits {
  /** The dimensions of its segment, which count as those of filters do. */
  readonly dimensions: readonly string[];
  /** The metrics that are refused. */
  readonly hides: readonly string[];
}

export const NO_LIMITS: Limits = { dimensions: [], hides: [] };

/** Conversion rates divide by visitors whatever they did, so they would count those outside of a segment of goals or properties. */
const RATES = ['conversion_rate', 'group_conversion_rate'];

/** The limits by a segment's filters. */
export function limitsOf(filters: unknown): Limits {
  return { dimensions: dimensionsOf(filters), hides: dimensionsOf(filters, true).some((dimension) => dimension === 'goal' || dimension.startsWith('props:')) ? RATES : [] };
}

/** What an address shows through a link that is limited to a segment: of segments that alone, whatever other one the address names. */
export function withinLimit(view: View, segment: string | null | undefined): View {
  return segment && view.segment !== segment ? { ...view, segment: undefined } : view;
}
