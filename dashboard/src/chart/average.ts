import type { Interval } from '../dates/intervals';

/** A moving average as the address has it: a window in buckets, or the half-life of an exponential one. */
export type Average = { readonly kind: 'simple'; readonly window: number } | { readonly kind: 'exponential'; readonly halfLife: number };

const PRESETS: Record<Interval, readonly number[]> = {
  minute: [5, 15, 60],
  hour: [24, 168],
  day: [7, 14, 28, 91],
  week: [4, 13, 52],
  month: [3, 12],
};

export const MAX_WINDOW = 10_000;
export const MAX_HALF_LIFE = 300;

/** The windows that the menu offers for an interval. */
export function presets(interval: Interval): readonly number[] {
  return PRESETS[interval];
}

/** Reads `off`, `7` or `e3.5`; undefined for anything else, which means the default. */
export function parseAverage(text: string | undefined): Average | 'off' | undefined {
  if (text === undefined) return undefined;
  if (text === 'off') return 'off';
  const number = Number(text.replace(/^e/, ''));
  if (text.startsWith('e')) {
    return number >= 0.5 && number <= MAX_HALF_LIFE ? { kind: 'exponential', halfLife: number } : undefined;
  }
  return Number.isInteger(number) && number >= 2 && number <= MAX_WINDOW ? { kind: 'simple', window: number } : undefined;
}

export function formatAverage(average: Average | 'off'): string {
  if (average === 'off') return 'off';
  return average.kind === 'simple' ? String(average.window) : `e${average.halfLife}`;
}

/** Seven days for a series of days that is long enough to need calming; else none. */
export function defaultAverage(interval: Interval, buckets: number): Average | 'off' {
  return interval === 'day' && buckets >= 21 ? { kind: 'simple', window: 7 } : 'off';
}

/** What the average is called, as in "7-day average". */
export function nameOf(average: Average, interval: Interval): string {
  return average.kind === 'simple' ? `${average.window}-${interval} average` : `average, half-life ${average.halfLife} ${interval}s`;
}

/** The average's part of a metric of a query. */
export function rollingOf(average: Average): { window: number } | { kind: 'exponential'; half_life: number } {
  return average.kind === 'simple' ? { window: average.window } : { kind: 'exponential', half_life: average.halfLife };
}
