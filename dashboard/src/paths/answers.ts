import type { Step } from '../api/definitions';
import type { Compares } from '../controls/compared';
import type { Money } from '../format/numbers';

/** Something that visitors did next, or nothing more. */
export interface Candidate {
  readonly type: 'page' | 'event' | 'none';
  readonly label: string;
  readonly visitors: number;
  readonly percentage: number | null;
}

interface StepNumbers {
  readonly visitors: number;
  /** Of the first step's visitors, in per cent. */
  readonly conversion_rate: number | null;
  /** Of the step's before, in per cent. */
  readonly conversion_rate_step: number | null;
  readonly dropoff: number | null;
  readonly dropoff_percentage: number | null;
}

export interface FunnelStep extends StepNumbers {
  readonly label: string;
  /** Seconds from the step before. */
  readonly median_time: number | null;
  readonly revenue: Money | null;
  readonly instead: readonly Candidate[];
  readonly comparison?: StepNumbers & { readonly median_time: number | null };
}

interface Sampled {
  readonly sampling?: { readonly fraction: number };
}

export interface FunnelAnswer extends Compares {
  readonly results: readonly FunnelStep[];
  readonly groups?: readonly { readonly label: string; readonly is_other: boolean; readonly steps: readonly (StepNumbers & { readonly label: string })[] }[];
  readonly meta: Sampled & { readonly conversion_rate: number | null; readonly median_time: number | null };
}

export interface JourneyStep {
  readonly step: Step | null;
  readonly visitors: number;
  readonly conversion_rate: number | null;
  readonly conversion_rate_step: number | null;
  readonly no_further_action: { readonly visitors: number; readonly percentage: number | null };
  readonly next: readonly Candidate[];
  readonly total_next: number;
}

export interface JourneysAnswer {
  readonly results: readonly JourneyStep[];
  readonly meta: Sampled & { readonly conversion_rate: number | null };
}

export interface Cohort {
  readonly cohort: string;
  readonly visitors: number;
  readonly periods: readonly { readonly visitors: number; readonly rate: number | null; readonly complete: boolean }[];
}

export interface RetentionAnswer {
  readonly results: readonly Cohort[];
  readonly meta: Sampled & { readonly mean: readonly (number | null)[]; readonly visitors_without_lasting_id?: number };
}
