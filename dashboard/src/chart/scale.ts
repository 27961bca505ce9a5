const DIGITS = [4, 6, 8, 12, 16, 20, 24, 32, 40];

/** The end of an axis that begins at 0: the next number above a value whose quarters are round. Counts have no halves. */
export function roundUp(value: number, isCount: boolean): number {
  if (!(value > 0)) return isCount ? 4 : 1;
  const power = Math.floor(Math.log10(value / DIGITS[0]!));
  const scale = 10 ** (isCount ? Math.max(0, power) : power);
  return DIGITS.map((digit) => Number((digit * scale).toPrecision(6))).find((end) => end >= value && !(isCount && end % 4))!;
}
