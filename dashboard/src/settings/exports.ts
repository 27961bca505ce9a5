import type { components } from '../api/schema';

type Import = Pick<components['schemas']['ImportAnswer'], 'state' | 'days'>;

/** What is exported. */
export interface Exported {
  readonly format: string;
  /** The first and the last day; empty for all that there is. */
  readonly from: string;
  readonly to: string;
}

/** Why there is nothing to export; null if there may be. */
export function exportProblem({ format, from, to }: Exported, imports: readonly Import[] | undefined): string | null {
  if (from && to && from > to) return 'The first day is after the last one.';
  if (format !== 'imports' || !imports) return null;
  const days = imports.filter(({ state }) => state === 'complete').flatMap((one) => one.days);
  if (days.length === 0) return 'There are no imported totals: nothing was imported here.';
  return days.some(({ first, last }) => (!from || last >= from) && (!to || first <= to)) ? null : 'There are no imported totals of these days.';
}
