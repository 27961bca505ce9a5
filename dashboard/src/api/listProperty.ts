import { json } from './client';
import { store } from './definitions';
import { PATH } from './properties';
import { refresh } from './useApi';

/** Puts a key on the list of a site. */
export async function listKey(site: string, key: string): Promise<void> {
  await store(PATH, 'PUT', { site_id: site, property: key });
}

/** Takes a key off the list; events keep the property. */
export async function unlistKey(site: string, key: string): Promise<void> {
  await json(`${PATH}/${encodeURIComponent(key)}?site_id=${encodeURIComponent(site)}`, { method: 'DELETE' });
  refresh();
}
