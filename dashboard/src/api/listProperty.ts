import { json } from './client';
import { store } from './definitions';
import type { Day } from '../dates/days';
import { apiRange, type RangeState } from '../dates/periods';
import { numberOf } from '../format/numbers';
import { NONE } from '../panels/reports';
import { PATH } from './properties';
import type { Answer, Query } from './types';
import { refresh } from './useApi';

/** Asks how many events of a period have a property. */
export function eventsWith(site: string, range: RangeState, today: Day, key: string): Query {
  return { site_id: site, ...apiRange(range, today), metrics: ['events'], filters: [['is_not', `event:props:${key}`, [NONE]]] };
}

/** Whether any event of a period has a property. */
export async function isUsed(site: string, range: RangeState, today: Day, key: string): Promise<boolean> {
  const { results } = await json<Answer>('/api/v2/query', { method: 'POST', body: eventsWith(site, range, today, key) });
  return numberOf(results[0]?.metrics[0])! > 0;
}

/** Puts a key on the list of a site. */
export async function listKey(site: string, key: string): Promise<void> {
  await store(PATH, 'PUT', { site_id: site, property: key });
}

/** Takes a key off the list; events keep the property. */
export async function unlistKey(site: string, key: string): Promise<void> {
  await json(`${PATH}/${encodeURIComponent(key)}?site_id=${encodeURIComponent(site)}`, { method: 'DELETE' });
  refresh();
}
