import { describe, expect, it } from 'vitest';
import { roundUp } from '../src/chart/scale';

const quarters = (end: number) => [0, 1, 2, 3, 4].map((part) => (end * part) / 4);

describe('the end of an axis', () => {
  it.each([
    [1, 4],
    [3, 4],
    [5, 8],
    [9, 12],
    [32.8, 40],
    [41, 60],
    [120, 120],
    [201, 240],
    [330, 400],
    [1_400_000, 1_600_000],
  ])('of counts up to %d is %d', (value, end) => {
    expect(roundUp(value, true)).toBe(end);
    expect(quarters(end).every(Number.isInteger)).toBe(true);
  });

  it.each([
    [0, 1],
    [0.3, 0.32],
    [2.5, 3.2],
    [32.8, 40],
    [57, 60],
    [100, 120],
  ])('of rates up to %d is %d', (value, end) => expect(roundUp(value, false)).toBe(end));

  it('is never below the value, and never more than twice as high', () => {
    for (let value = 0.013; value < 1e7; value *= 1.07) {
      const end = roundUp(value, false);
      expect(end).toBeGreaterThanOrEqual(value);
      expect(end).toBeLessThanOrEqual(value * 2);
    }
  });
});
