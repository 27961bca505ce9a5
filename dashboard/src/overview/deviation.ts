import { formatDeviation } from '../format/numbers';

/** How far a value is from its average, in percent of how large that is. */
export function deviation(value: number | null | undefined, mean: number | null | undefined): string | null {
  if (value === null || value === undefined || !mean) return null;
  return formatDeviation(((value - mean) / Math.abs(mean)) * 100);
}
