import { useMemo } from 'react';
import { useGoals } from './goalList';
import type { components } from './schema';
import { useJson, type Loaded } from './useApi';

/** The path of the lists of all sites. */
export const PATH = '/api/v1/sites/custom-props';

/** The keys that a site's people have listed. */
export function useListedKeys(site: string | null): Loaded<readonly string[]> {
  const listed = useJson<components['schemas']['CustomPropertyListAnswer']>(site === null ? null : `${PATH}?site_id=${encodeURIComponent(site)}`);
  const { data } = listed;
  return { ...listed, data: useMemo(() => data?.custom_properties.map(({ property }) => property), [data]) };
}

/** The keys of properties that are known of a site: those that are listed, and those of its goals; null asks nothing. */
export function usePropertyKeys(site: string | null): Loaded<readonly string[]> {
  const listed = useListedKeys(site);
  const goals = useGoals(site);
  const data = useMemo(() => listed.data && goals.data && [...new Set([...listed.data, ...goals.data.flatMap((goal) => Object.keys(goal.custom_props ?? {}))])], [listed.data, goals.data]);
  return { ...listed, data };
}
