import { useMemo } from 'react';
import { baseOf, importsOf } from '../api/siteQueries';
import { useQuery } from '../api/useApi';
import type { Query } from '../api/types';
import { useSite } from '../screens/SiteContext';
import { MOST_ROWS } from './rows';
import { trendInterval, trendsOf, type Trends } from './trends';

/** Asks how the visitors of some values went over the period; undefined until it is known, and where nobody would see it. */
export function useTrends(dimension: string, values: readonly string[] | undefined): Trends | undefined {
  const { site, view, today } = useSite();
  const base = baseOf(site.domain, view, today);
  const isSeen = window.matchMedia('(min-width: 56rem)').matches;
  const interval = isSeen && values && values.length > 0 ? trendInterval(view, today, values.length) : undefined;
  const query: Query | null =
    interval && values
      ? {
          ...base,
          filters: [...(base.filters ?? []), ['is', dimension, [...values]]],
          metrics: ['visitors'],
          dimensions: [`time:${interval}`, dimension],
          include: { time_labels: true, present_index: true, ...importsOf(view) },
          pagination: { limit: MOST_ROWS },
        }
      : null;
  const { data, loading } = useQuery(query);
  return useMemo(() => (data && !loading ? trendsOf(data) : undefined), [data, loading]);
}
