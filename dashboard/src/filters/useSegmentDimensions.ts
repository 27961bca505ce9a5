import { useMemo } from 'react';
import { useDefinitions } from '../api/definitions';
import { useSite } from '../screens/SiteContext';
import { dimensionsOf } from '../url/filters';

/** The dimensions of the segments in use, which count as those of filters do; not ready as long as the chosen segment is being read. */
export function useSegmentDimensions(): { readonly dimensions: readonly string[]; readonly isReady: boolean } {
  const { site, view, limits } = useSite();
  const { data, error } = useDefinitions(view.segment ? site.domain : null, 'segments');
  const segment = data?.find(({ id }) => id === view.segment);
  const dimensions = useMemo(() => [...limits.dimensions, ...dimensionsOf(segment?.content.filters)], [limits, segment]);
  return { dimensions, isReady: !view.segment || data !== undefined || error !== undefined };
}
