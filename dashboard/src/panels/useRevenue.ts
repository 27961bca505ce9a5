import { useMemo } from 'react';
import { useGoals } from '../api/goalList';
import { REVENUE } from '../api/metrics';
import { breakdownQuery, totalsQuery } from '../api/siteQueries';
import type { Answer, Row } from '../api/types';
import { useQuery } from '../api/useApi';
import type { MetricValue } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import type { MoreColumns } from '../ui/answerRows';
import { MOST_ROWS } from './rows';
import { dimensionOf, type Report } from './reports';

/** Whether a site has goals with revenue; false while it is not known. */
function useHasRevenue(isAsked: boolean): boolean {
  const { site } = useSite();
  const { data } = useGoals(isAsked ? site.domain : null);
  return data?.some(({ currency }) => currency) ?? false;
}

/** The revenue of goals by their names. It is asked for by itself, since imported totals have none and would be left out of the other numbers. */
export function useRevenue(report: Report): ReadonlyMap<string, readonly MetricValue[]> | undefined {
  const { site, view, today } = useSite();
  const isOfGoals = report.dimension === 'goal';
  const hasRevenue = useHasRevenue(isOfGoals);
  const { data } = useQuery(
    isOfGoals && hasRevenue ? breakdownQuery(site.domain, { ...view, imports: false }, today, { dimension: dimensionOf(report), metrics: REVENUE, limit: MOST_ROWS }) : null,
  );
  return useMemo(() => {
    const rows = data?.results.filter(({ metrics }) => metrics.some((value) => value !== null && value !== undefined));
    return rows && rows.length > 0 ? new Map(rows.map(({ dimensions, metrics }) => [dimensions[0] ?? '', metrics])) : undefined;
  }, [data]);
}

/** The revenue of goals as columns of a file; undefined where no goal has any. */
export function revenueColumns(revenue: ReadonlyMap<string, readonly MetricValue[]> | undefined): MoreColumns | undefined {
  return revenue && { names: REVENUE, of: ({ dimensions }) => revenue.get(dimensions[0] ?? '') ?? [] };
}

/** Totals with the revenue of the goals among the filters; as they are where these have none. */
export function useWithRevenue(metrics: readonly string[], totals: Answer | undefined, hasGoal: boolean): { readonly metrics: readonly string[]; readonly answer: Answer | undefined } {
  const { site, view, today } = useSite();
  const hasRevenue = useHasRevenue(hasGoal);
  const { data, loading } = useQuery(hasGoal && hasRevenue ? totalsQuery(site.domain, { ...view, imports: false }, today, REVENUE) : null);
  return useMemo(() => {
    const [row, revenue] = [totals?.results[0], data?.results[0]];
    if (!totals || !data || !row || !revenue || loading || revenue.metrics.every((value) => value === null)) return { metrics, answer: totals };
    const warnings = { ...totals.meta.metric_warnings, ...data.meta.metric_warnings };
    return { metrics: [...metrics, ...REVENUE], answer: { ...totals, meta: { ...totals.meta, metric_warnings: warnings }, results: [joined(row, revenue)] } };
  }, [metrics, totals, data, loading]);
}

function joined(row: Row, more: Row): Row {
  const { comparison } = row;
  return {
    ...row,
    metrics: [...row.metrics, ...more.metrics],
    ...(comparison ? { comparison: { ...comparison, metrics: [...comparison.metrics, ...(more.comparison?.metrics ?? [])] } } : {}),
  };
}
