const DIGITS = [4, 6, 8, 12, 16, 20, 24, 32, 40];

/** The end of an axis that begins at 0: the next number above a value whose quarters are round. Counts have no halves. */
export function roundUp(value: number, isCount: boolean): number {
  if (!(value > 0)) return isCount ? 4 : 1;
  const power = Math.floor(Math.log10(value / DIGITS[0]!));
  const scale = 10 ** (isCount ? Math.max(0, power) : power);
  return DIGITS.map((digit) => Number((digit * scale).toPrecision(6))).find((end) => end >= value && !(isCount && end % 4))!;
}

/** The end of an axis over the largest value on it. */
export const HEADROOM = 1.08;

/** 0, and the powers of ten up to a value. */
export function powers(max: number): number[] {
  return [0, ...Array.from({ length: Math.floor(Math.log10(Math.max(1, max))) + 1 }, (_, power) => 10 ** power)];
}
