import { merged } from './changes';
import { json } from './client';
import { pathOf, store, useStored } from './definitions';
import type { components } from './schema';
import type { Loaded } from './useApi';

type Schemas = components['schemas'];

export type Goal = Schemas['GoalAnswer'];
export type GoalRequest = Schemas['GoalRequest'];

const goalsOf = (page: object) => (page as Schemas['GoalListAnswer']).goals;

/** The site's goals, by name; null for the site asks nothing. */
export function useGoals(site: string | null): Loaded<readonly Goal[]> {
  return useStored(site, 'goals', goalsOf);
}

/** Defines a goal. */
export async function addGoal(site: string, goal: GoalRequest): Promise<Goal> {
  return store<Goal>(pathOf(site, 'goals'), 'POST', goal);
}

/** Stores what was changed of a goal. What others changed since it was read stays. */
export async function changeGoal(site: string, before: Goal, after: GoalRequest): Promise<Goal> {
  const path = pathOf(site, 'goals', before.id);
  const stored = await json<Goal>(path);
  return store<Goal>(path, 'PUT', merged(requestOf(before), after, requestOf(stored)));
}

/** A goal as it is sent. */
export function requestOf(goal: Goal): GoalRequest {
  return {
    goal_type: goal.goal_type as 'event' | 'page',
    event_name: goal.event_name,
    page_path: goal.page_path,
    display_name: goal.display_name,
    scroll_threshold: goal.scroll_threshold,
    currency: goal.currency,
    custom_props: goal.custom_props,
  };
}
