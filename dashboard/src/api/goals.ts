import { merged } from './changes';
import { json } from './client';
import { pathOf, store } from './definitions';
import type { Goal } from './goalList';
import type { components } from './schema';

type Schemas = components['schemas'];

export type GoalRequest = Schemas['GoalRequest'];

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
