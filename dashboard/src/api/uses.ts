import { parseView } from '../url/view';
import { isGroup } from '../url/filters';
import { json } from './client';
import { pathOf, type Definition, type Kind } from './definitions';
import type { components } from './schema';
import { readList } from './useApi';

/** What names a goal or a segment. */
export interface Use {
  /** What it is and how it is called, as in "the segment “Buyers”". */
  readonly what: string;
  /** Whether what it names can't be deleted meanwhile; what is personal, and saved charts, show nothing afterwards. */
  readonly holds: boolean;
}

type SharedLink = components['schemas']['SharedLinkAnswer'];

/** What a site's people have stored that may name goals. */
export interface Stored {
  readonly segments: readonly Pick<Definition<'segments'>, 'name' | 'personal' | 'content'>[];
  readonly funnels: readonly Pick<Definition<'funnels'>, 'name' | 'personal' | 'content'>[];
  readonly views: readonly Pick<Definition<'views'>, 'name' | 'personal' | 'content'>[];
  readonly alerts: readonly { readonly name: string; readonly goal: string | null }[];
}

/** Whether filters or steps name a goal, however deep: parts and patterns of names (`contains`, `matches`) name none. */
function names(part: unknown, goal: string): boolean {
  if (Array.isArray(part)) {
    const [operator, dimension, values] = part as readonly unknown[];
    if (dimension === 'event:goal' && Array.isArray(values)) return (operator === 'is' || operator === 'is_not') && values.includes(goal);
    return part.some((one) => names(one, goal));
  }
  if (typeof part !== 'object' || part === null) return false;
  return Object.entries(part).some(([member, value]) => (member === 'goal' ? value === goal : names(value, goal)));
}

const isInAddress = (search: string, goal: string) =>
  parseView(search)
    .filters.flatMap((condition) => (isGroup(condition) ? condition.any : [condition]))
    .some(({ dimension, values }) => dimension === 'goal' && values.includes(goal));

const called = (kind: string, name: string) => `the ${kind} “${name}”`;

/** The saved charts whose addresses have something. */
function chartsWith(views: Stored['views'], has: (search: string) => boolean): readonly Use[] {
  return views.filter(({ content }) => typeof content.search === 'string' && has(content.search)).map(({ name }) => ({ what: called('saved chart', name), holds: false }));
}

/** What names a goal among what is stored. */
export function usesOfGoal(goal: string, { segments, funnels, views, alerts }: Stored): readonly Use[] {
  const naming = (kind: string, all: readonly { readonly name: string; readonly personal: boolean; readonly content: unknown }[]) =>
    all.filter(({ content }) => names(content, goal)).map(({ name, personal }) => ({ what: called(kind, name), holds: !personal }));
  return [
    ...naming('segment', segments),
    ...naming('funnel', funnels),
    ...alerts.filter((alert) => alert.goal === goal).map(({ name }) => ({ what: called('alert', name), holds: true })),
    ...chartsWith(views, (search) => isInAddress(search, goal)),
  ];
}

/** What names a segment: the links that are limited to it, and the saved charts with it. */
export function usesOfSegment(id: string, links: readonly Pick<SharedLink, 'name' | 'segment'>[], views: Stored['views']): readonly Use[] {
  return [
    ...links.filter(({ segment }) => segment === id).map(({ name }) => ({ what: called('shared link', name), holds: true })),
    ...chartsWith(views, (search) => parseView(search).segment === id),
  ];
}

const itemsOf = (page: object) => (page as { readonly items: readonly Definition<Kind>[] }).items;

function readAll<K extends Kind>(site: string, kind: K): Promise<readonly Definition<K>[]> {
  return readList(pathOf(site, kind), itemsOf) as unknown as Promise<readonly Definition<K>[]>;
}

/** Reads what names a segment of a site. No link is limited to a personal one. */
export async function readUsesOfSegment(site: string, { id, personal }: Pick<Definition<'segments'>, 'id' | 'personal'>): Promise<readonly Use[]> {
  const linksOf = (page: object) => (page as components['schemas']['SharedLinkListAnswer']).shared_links;
  const [links, views] = await Promise.all([personal ? [] : readList(`/api/v1/sites/${encodeURIComponent(site)}/shared-links`, linksOf), readAll(site, 'views')]);
  return usesOfSegment(id, links, views);
}

/** Reads what names a goal of a site. */
export async function readUsesOfGoal(site: string, goal: string): Promise<readonly Use[]> {
  const alerts = json<components['schemas']['AlertListAnswer']>(`/api/v1/sites/${encodeURIComponent(site)}/alerts`);
  const [segments, funnels, views] = await Promise.all([readAll(site, 'segments'), readAll(site, 'funnels'), readAll(site, 'views')]);
  return usesOfGoal(goal, { segments, funnels, views, alerts: (await alerts).alerts });
}

const LISTED = 4;

/** Names in a sentence, of many the first ones. */
export function listOf(names: readonly string[]): string {
  const shown = names.length > LISTED ? [...names.slice(0, LISTED - 1), `${names.length - LISTED + 1} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
