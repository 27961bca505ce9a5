export const LEVELS = 6;

/** The values at which the shades of a map change: quantiles, so that each shade is used where there are enough values. */
export function quantiles(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((one, other) => one - other);
  const edges = Array.from({ length: LEVELS - 1 }, (_, level) => sorted[Math.min(sorted.length - 1, Math.floor(((level + 1) * sorted.length) / LEVELS))]);
  return [...new Set(edges.filter((edge) => edge !== undefined && edge > (sorted[0] ?? 0)))] as number[];
}

/** The shade of a value, from 1 for the palest. */
export function shadeOf(value: number, edges: readonly number[]): number {
  return 1 + edges.filter((edge) => value >= edge).length;
}
