import { useMemo } from 'react';
import { useGoals } from '../api/goalList';
import { REVENUE } from '../api/metrics';
import { breakdownQuery, totalsQuery } from '../api/siteQueries';
import type { Answer } from '../api/types';
import { useQuery } from '../api/useApi';
import type { MetricValue } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import type { MoreColumns } from '../ui/answerRows';
import { gapOf, joined, knownRevenue, type RevenueGap } from './revenue';
import { MOST_ROWS } from './rows';
import { dimensionOf, type Report } from './reports';

/** Whether a site has goals with revenue; false while it is not known. */
function useHasRevenue(isAsked: boolean): boolean {
  const { site } = useSite();
  const { data } = useGoals(isAsked ? site.domain : null);
  return data?.some(({ currency }) => currency) ?? false;
}

/**
 * The revenue of goals by their names. It is asked for by itself, since imported totals have none and would be left out of the other numbers.
 * @param hasImports Whether these have imported totals.
 */
export function useRevenue(report: Report, hasImports: boolean): ReadonlyMap<string, readonly MetricValue[]> | undefined {
  const { site, view, today } = useSite();
  const isOfGoals = report.dimension === 'goal';
  const hasRevenue = useHasRevenue(isOfGoals);
  const { data } = useQuery(
    isOfGoals && hasRevenue ? breakdownQuery(site.domain, { ...view, imports: false }, today, { dimension: dimensionOf(report), metrics: REVENUE, limit: MOST_ROWS }) : null,
  );
  return useMemo(() => {
    const rows = data?.results.filter(({ metrics }) => metrics.some((value) => value !== null && value !== undefined));
    return rows && rows.length > 0 ? new Map(rows.map(({ dimensions, metrics }) => [dimensions[0] ?? '', knownRevenue(metrics, hasImports)])) : undefined;
  }, [data, hasImports]);
}

/** The revenue of goals as columns of a file; undefined where no goal has any. */
export function revenueColumns(revenue: ReadonlyMap<string, readonly MetricValue[]> | undefined): MoreColumns | undefined {
  return revenue && { names: REVENUE, of: ({ dimensions }) => revenue.get(dimensions[0] ?? '') ?? [] };
}

/** Totals, and what to know of the revenue among them. */
interface WithRevenue {
  readonly metrics: readonly string[];
  readonly answer: Answer | undefined;
  readonly gap: RevenueGap | null;
}

/** Totals with the revenue of the goals among the filters; as they are where these have none. */
export function useWithRevenue(metrics: readonly string[], totals: Answer | undefined, hasGoal: boolean): WithRevenue {
  const { site, view, today } = useSite();
  const hasRevenue = useHasRevenue(hasGoal);
  const { data, loading } = useQuery(hasGoal && hasRevenue ? totalsQuery(site.domain, { ...view, imports: false }, today, REVENUE) : null);
  return useMemo(() => {
    const [row, revenue] = [totals?.results[0], data?.results[0]];
    if (!totals || !data || !row || !revenue || loading || revenue.metrics.every((value) => value === null)) return { metrics, answer: totals, gap: null };
    return { metrics: [...metrics, ...REVENUE], answer: joined(totals, row, data, revenue), gap: gapOf(revenue.metrics, totals.meta.imports_included ?? false) };
  }, [metrics, totals, data, loading]);
}
