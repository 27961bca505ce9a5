/** The most sites that are shown as cards; more are a table. */
export const MOST_CARDS = 50;

/** The most sites of a page of the table. */
export const PAGE = 100;

/** The list of sites, from the API: a page of those that a text finds, after a cursor. */
export function sitesPath({ find, after, pinned }: { find?: string; after?: string; pinned?: boolean }): string {
  const parameters = new URLSearchParams({ limit: String(PAGE) });
  if (find) parameters.set('search', find);
  if (after) parameters.set('after', after);
  if (pinned) parameters.set('pinned', 'true');
  return `/api/v1/sites?${parameters}`;
}

/** What the list of sites is sorted by. */
export type SiteSort = 'name' | 'visitors';

interface SitesAddress {
  readonly find?: string;
  /** The cursor of the page before, in the order of names. */
  readonly after?: string;
  /** The cursors of earlier pages, oldest first. */
  readonly trail?: readonly string[] | null;
  readonly sort?: SiteSort;
  /** The page in another order, from 1. */
  readonly page?: number;
}

/** The address of the list of sites. */
export function sitesAddress({ find, after, trail, sort, page }: SitesAddress): string {
  const parameters = new URLSearchParams();
  if (find) parameters.set('find', find);
  if (after) parameters.set('after', after);
  if (after && trail?.length) parameters.set('trail', trail.join(','));
  if (sort === 'visitors') parameters.set('sort', sort);
  if (page && page > 1) parameters.set('page', String(page));
  return `/${parameters.size > 0 ? `?${parameters}` : ''}`;
}
