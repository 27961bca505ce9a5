import { json } from './client';
import type { components } from './schema';
import { refresh, useJson, type Loaded } from './useApi';

type Schemas = components['schemas'];

export type Goal = Schemas['GoalAnswer'];
export type GoalRequest = Schemas['GoalRequest'];

/** A step of a path: a page, a custom event or a goal. */
export type Step = { readonly page: string } | { readonly event: string } | { readonly goal: string };

/** What a saved funnel is. */
export interface FunnelContent {
  readonly steps: readonly Step[];
  readonly window?: string;
  readonly order?: 'sequential' | 'strict' | 'flexible';
}

/** The contents of what a site's people store, by the name of its collection. */
export interface Contents {
  annotations: { readonly at: string };
  segments: { readonly filters: readonly unknown[] };
  funnels: FunnelContent;
  /** A screen and the query of its address. */
  views: { readonly screen: string; readonly search: string };
}

export type Kind = keyof Contents;

/** A stored definition with its content. */
export type Definition<K extends Kind> = Omit<Schemas['DefinitionAnswer'], 'content'> & { readonly content: Contents[K] };

const MOST = 500;

function pathOf(site: string, kind: string, id?: string): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/${kind}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

/** The definitions of a kind, in the order in which they were stored. */
export function useDefinitions<K extends Kind>(site: string, kind: K): Loaded<readonly Definition<K>[]> {
  const loaded = useJson<{ readonly items: readonly Definition<K>[] }>(`${pathOf(site, kind)}?limit=${MOST}`);
  return { ...loaded, data: loaded.data?.items };
}

/** The site's goals, by name. */
export function useGoals(site: string): Loaded<readonly Goal[]> {
  const loaded = useJson<Schemas['GoalListAnswer']>(`${pathOf(site, 'goals')}?limit=${MOST}`);
  return { ...loaded, data: loaded.data?.goals };
}

/** Stores a definition, or replaces the one of an id, and shows it everywhere. */
export async function saveDefinition<K extends Kind>(
  site: string,
  kind: K,
  definition: { readonly name: string; readonly personal: boolean; readonly content: Contents[K] },
  id?: string,
): Promise<Definition<K>> {
  const saved = await json<Definition<K>>(pathOf(site, kind, id), { method: id === undefined ? 'POST' : 'PUT', body: definition });
  refresh();
  return saved;
}

export async function deleteDefinition(site: string, kind: Kind | 'goals', id: string): Promise<void> {
  await json(pathOf(site, kind, id), { method: 'DELETE' });
  refresh();
}

/** Defines a goal, or replaces the one of an id. */
export async function saveGoal(site: string, goal: GoalRequest, id?: string): Promise<Goal> {
  const saved = await json<Goal>(pathOf(site, 'goals', id), { method: id === undefined ? 'POST' : 'PUT', body: goal });
  refresh();
  return saved;
}
