/** The most sites that are shown as cards; more are a table. */
export const MOST_CARDS = 50;

const PAGE = 100;

/** The list of sites, from the API: a page of those that a text finds, after a cursor. */
export function sitesPath({ find, after, pinned }: { find?: string; after?: string; pinned?: boolean }): string {
  const parameters = new URLSearchParams({ limit: String(PAGE) });
  if (find) parameters.set('search', find);
  if (after) parameters.set('after', after);
  if (pinned) parameters.set('pinned', 'true');
  return `/api/v1/sites?${parameters}`;
}
