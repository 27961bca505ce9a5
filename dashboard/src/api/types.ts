import type { components } from './schema';
import type { MetricValue } from '../format/numbers';

type Schemas = components['schemas'];

/** What the page sends as a query. */
export type Query = Omit<Schemas['QueryBody'], 'include' | 'date_range'> & {
  date_range: string | readonly string[];
  include?: { time_labels?: boolean; present_index?: boolean; total_rows?: boolean; sampling?: boolean; imports?: boolean; comparisons?: ComparisonQuery };
};

export type ComparisonQuery =
  | { mode: 'previous_period' | 'year_over_year'; match_day_of_week?: boolean }
  | { mode: 'custom'; date_range: readonly string[] };

export type Row = Omit<Schemas['QueryRowBody'], 'metrics'> & {
  metrics: MetricValue[];
  comparison?: { dimensions: (string | null)[]; metrics: MetricValue[]; change: (number | null)[] };
};

/** The answer to a query. Its meta and query are open in the description, as they follow what was asked. */
export interface Answer {
  readonly results: readonly Row[];
  readonly meta: {
    readonly time_labels?: readonly string[];
    readonly total_rows?: number;
    readonly present_index?: number;
    readonly partial_time_labels?: readonly string[];
    /** True if imported totals are in the answer; else why they are not, if they were asked for. */
    readonly imports_included?: boolean;
    readonly comparison_imports_included?: boolean;
    readonly imports_skip_reason?: string;
    readonly imports_warning?: string;
    readonly sampling?: { readonly fraction?: number; readonly standard_errors?: readonly unknown[] } | null;
    readonly metric_warnings?: Readonly<Record<string, { readonly code?: string; readonly warning?: string; readonly message?: string }>>;
    /** The first bucket whose average covers no time before the first event; null if none does. */
    readonly rolling?: { readonly complete_from: string | null };
  };
  readonly query: { readonly date_range: readonly [string, string]; readonly include?: { readonly comparisons?: { readonly date_range?: readonly [string, string] } } };
}

export type Site = Schemas['SiteAnswer'];
export type SiteList = Schemas['SiteListAnswer'];
export type SiteRequest = Schemas['SiteRequest'];
export type Job = Schemas['JobAnswer'];
export type JobReport = Schemas['JobReportAnswer'];
export type Status = Schemas['StatusAnswer'];
export type Key = Schemas['KeyAnswer'];
export type Live = Schemas['LiveAnswer'];
export type Receipt = Schemas['ReceiptBody'];
