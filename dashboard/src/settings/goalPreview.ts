import type { Query } from '../api/types';
import { patternOf } from '../paths/steps';

export const PREVIEW_DAYS = 30;

/** The question how many visitors would have reached a goal, by its event or page and its properties; one without a name or a value is not finished yet. */
export function previewQuery(site: string, isEvent: boolean, target: string, properties: readonly (readonly [string, string])[]): Query {
  const finished = properties.map((pair) => pair.map((text) => text.trim()) as [string, string]).filter(([key, value]) => key !== '' && value !== '');
  return {
    site_id: site,
    date_range: `${PREVIEW_DAYS}d`,
    metrics: ['visitors'],
    filters: [isEvent ? ['is', 'event:name', [target]] : ['matches', 'event:page', [patternOf(target)]], ...finished.map(([key, value]) => ['is', `event:props:${key}`, [value]])],
  };
}
