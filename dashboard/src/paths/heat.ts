import type { Cohort } from './answers';

const LEVELS = 6;

/** The rates at which the shades change: quantiles of the complete cells after the first period, so that each shade is used. */
export function levelsOf(cohorts: readonly Cohort[]): readonly number[] {
  const rates = cohorts
    .flatMap((cohort) => cohort.periods.slice(1).flatMap((cell) => (cell.complete && cell.rate ? [cell.rate] : [])))
    .sort((one, other) => one - other);
  return rates.length === 0 ? [] : Array.from({ length: LEVELS - 1 }, (_, level) => rates[Math.min(rates.length - 1, Math.floor(((level + 1) * rates.length) / LEVELS))]!);
}

/** The shade of a rate, 1 to 6; 0 for none at all. */
export function levelOf(rate: number, levels: readonly number[]): number {
  return rate <= 0 ? 0 : 1 + levels.filter((level) => rate >= level).length;
}
