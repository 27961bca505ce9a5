import { useStored } from './definitions';
import type { components } from './schema';
import type { Loaded } from './useApi';

type Schemas = components['schemas'];

export type Goal = Schemas['GoalAnswer'];

const goalsOf = (page: object) => (page as Schemas['GoalListAnswer']).goals;

/** The site's goals, by name; null for the site asks nothing. */
export function useGoals(site: string | null): Loaded<readonly Goal[]> {
  return useStored(site, 'goals', goalsOf);
}
