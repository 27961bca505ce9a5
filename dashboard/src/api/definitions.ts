import { json } from './client';
import { finishDeletions, useUndeleted } from './deletions';
import type { components } from './schema';
import { refresh, useList, type Loaded } from './useApi';

type Schemas = components['schemas'];

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

/** What is sent to store a definition. */
export interface Draft<K extends Kind> {
  readonly name: string;
  readonly personal: boolean;
  readonly content: Contents[K];
}

/** The path of a site's definitions of a kind, or of one of them. */
export function pathOf(site: string, kind: Kind | 'goals', id?: string): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/${kind}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

/** All that is stored of a kind, but for what is deleted. */
export function useStored<T extends { readonly id: string }>(site: string | null, kind: Kind | 'goals', itemsOf: (page: object) => readonly T[]): Loaded<readonly T[]> {
  const path = site === null ? null : pathOf(site, kind);
  const loaded = useList(path, itemsOf);
  return { ...loaded, data: useUndeleted(path, loaded.data) };
}

const itemsOf = (page: object) => (page as { readonly items: readonly Definition<Kind>[] }).items;

/** The definitions of a kind, in the order in which they were stored; null for the site asks nothing. */
export function useDefinitions<K extends Kind>(site: string | null, kind: K): Loaded<readonly Definition<K>[]> {
  return useStored(site, kind, itemsOf) as unknown as Loaded<readonly Definition<K>[]>;
}

/** Stores a definition and shows it everywhere. */
export async function addDefinition<K extends Kind>(site: string, kind: K, draft: Draft<K>): Promise<Definition<K>> {
  return store<Definition<K>>(pathOf(site, kind), 'POST', draft);
}

/** Stores something and shows it everywhere, after what is deleted is gone. */
export async function store<T>(path: string, method: 'POST' | 'PUT', body: unknown): Promise<T> {
  await finishDeletions();
  const stored = await json<T>(path, { method, body });
  refresh();
  return stored;
}
