import type { MetricKind } from '../api/metrics';

/** What a rate can't exceed, in per cent. */
const ALL = 100;
const DIGITS = [4, 6, 8, 12, 16, 20, 24, 32, 40];

/** The end of an axis that begins at 0: the next number above a value whose quarters are round. Counts have no halves, and rates end at 100. */
export function roundUp(value: number, kind: MetricKind): number {
  const isCount = kind === 'count';
  if (!(value > 0)) return isCount ? 4 : 1;
  const power = Math.floor(Math.log10(value / DIGITS[0]!));
  const scale = 10 ** (isCount ? Math.max(0, power) : power);
  const end = DIGITS.map((digit) => Number((digit * scale).toPrecision(6))).find((one) => one >= value && !(isCount && one % 4))!;
  return kind === 'rate' && value <= ALL ? Math.min(end, ALL) : end;
}

/** What an axis has over its largest value, and under its smallest one below 0. */
const HEADROOM = 1.08;

/** The lower and the upper end of an axis. */
export type Ends = readonly [number, number];

/** The smallest and the largest of values, and 0. */
export function extremesOf(series: readonly (readonly (number | null)[] | null)[]): Ends {
  const values = series.flatMap((one) => one ?? []).map((value) => value ?? 0);
  return [values.reduce((least, value) => Math.min(least, value), 0), values.reduce((most, value) => Math.max(most, value), 0)];
}

/** The ends of an axis that has 0 and all of its values; from 0 to 1 where there is no other value. */
export function endsOf([least, most]: Ends): Ends {
  return least === 0 && most === 0 ? [0, 1] : [least * HEADROOM, most * HEADROOM];
}

/** The ends of two axes, whose zeros are at the same height. */
export function endsOfBoth(first: Ends, second: Ends): readonly [Ends, Ends] {
  const ends = [endsOf(first), endsOf(second)] as const;
  const sizes = ends.map(([low, high]) => Math.max(-low, high));
  const [down, up] = [0, 1].map((end) => Math.max(...ends.map((one, at) => Math.abs(one[end]!) / sizes[at]!))) as [number, number];
  return ends.map((_, at) => [down === 0 ? 0 : -down * sizes[at]!, up * sizes[at]!] as const) as unknown as readonly [Ends, Ends];
}

/** The round values from one end of an axis to the other, 0 among them, in at most so many steps and a step more. */
export function stepsOf([low, high]: Ends, most: number): number[] {
  const length = high - low;
  const power = 10 ** Math.floor(Math.log10(length / most));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => length / size <= most)!;
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** The values of an axis that has quarters from 0 on, or as many round steps where there are values below 0; the first and the last are its ends. */
export function roundSteps([least, most]: Ends, kind: MetricKind): readonly number[] {
  const end = roundUp(Math.max(most, -least), kind);
  if (least >= 0) return [0, 0.25, 0.5, 0.75, 1].map((part) => end * part);
  const quarter = end / 4;
  const [first, last] = [Math.floor(least / quarter), Math.ceil(most / quarter)];
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * quarter);
}

/** 0, and the powers of ten up to a value. */
export function powers(max: number): number[] {
  return [0, ...Array.from({ length: Math.floor(Math.log10(Math.max(1, max))) + 1 }, (_, power) => 10 ** power)];
}
