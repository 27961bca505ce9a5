import { merged } from './changes';
import { json } from './client';
import { pathOf, store, type Definition, type Draft, type Kind } from './definitions';

/** Stores what was changed of a definition. What others changed since it was read stays. */
export async function changeDefinition<K extends Kind>(site: string, kind: K, before: Definition<K>, after: Draft<K>): Promise<Definition<K>> {
  const path = pathOf(site, kind, before.id);
  const stored = await json<Definition<K>>(path);
  return store<Definition<K>>(path, 'PUT', merged(draftOf(before), draftOf(after), draftOf(stored)));
}

/** A definition as it is sent. */
function draftOf<K extends Kind>({ name, personal, content }: Draft<K>): Draft<K> {
  return { name, personal, content };
}
