import { REVENUE } from '../api/metrics';
import type { Answer, Row } from '../api/types';
import { currencyIn, numberOf, type MetricValue } from '../format/numbers';

/** Revenue beside numbers with imported totals, of which none is known: without an event that has any, there is no value, not 0. */
export function knownRevenue<T extends MetricValue>(revenue: readonly T[], hasImports: boolean): readonly (T | null)[] {
  return hasImports && !hasEvents(revenue) ? REVENUE.map(() => null) : revenue;
}

/** Whether there is an event with revenue, so that there is an average. */
function hasEvents(revenue: readonly MetricValue[]): boolean {
  const average = revenue[REVENUE.indexOf('average_revenue')];
  return average !== null && average !== undefined;
}

/** Amounts as cells of a table that is copied: bare numbers, and the currency that they share. */
export function amountCells(amounts: readonly MetricValue[]): readonly (number | string | null)[] {
  return [...amounts.map(numberOf), amounts.flatMap((amount) => currencyIn(amount) ?? [])[0] ?? null];
}

/** What a list says of its column of revenue. */
export const NOT_IMPORTED = 'Imported conversions have no revenue.';

/** What to know of revenue, in a few words and in a sentence. */
export interface RevenueGap {
  readonly short: string;
  readonly sentence: string;
}

/** Says that imported totals beside revenue have none; null where there are no imported ones. */
export function gapOf(revenue: readonly MetricValue[] | undefined, hasImports: boolean): RevenueGap | null {
  if (!revenue || !hasImports) return null;
  return hasEvents(revenue)
    ? { short: 'without imports', sentence: 'Imported conversions have no revenue; the revenue is of those that were counted here.' }
    : { short: 'imports have none', sentence: 'No revenue: imported conversions have none, and none was counted here.' };
}

/** Totals with the revenue of the same period, which was asked for without imported ones. */
export function joined(totals: Answer, row: Row, revenue: Answer, more: Row): Answer {
  const { comparison } = row;
  const hasImports = totals.meta.imports_included ?? false;
  const compared = knownRevenue([...(more.comparison?.metrics ?? [])], totals.meta.comparison_imports_included ?? false);
  return {
    ...totals,
    meta: { ...totals.meta, metric_warnings: { ...totals.meta.metric_warnings, ...revenue.meta.metric_warnings } },
    results: [
      {
        ...row,
        metrics: [...row.metrics, ...knownRevenue(more.metrics, hasImports)],
        ...(comparison ? { comparison: { ...comparison, metrics: [...comparison.metrics, ...compared] } } : {}),
      },
    ],
  };
}

const WORDS: Readonly<Record<string, string>> = {
  no_revenue_goals_matching: 'No revenue: none of the goals shown has a currency. Goals get one in the settings.',
  no_single_revenue_currency: 'No revenue in one number: the goals have several currencies. Show it by goal, or filter by goals of one currency.',
};

/** A warning about a metric in the page's words, or else in those of the API. */
export function warningText({ code, warning, message }: { readonly code?: string; readonly warning?: string; readonly message?: string }): string | undefined {
  return (code && WORDS[code]) ?? warning ?? message ?? code;
}
