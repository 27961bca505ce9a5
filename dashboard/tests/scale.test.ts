import { describe, expect, it } from 'vitest';
import { endsOf, endsOfBoth, extremesOf, roundSteps, roundUp, stepsOf } from '../src/chart/scale';

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
    expect(roundUp(value, 'count')).toBe(end);
    expect(quarters(end).every(Number.isInteger)).toBe(true);
  });

  it.each([
    [0, 1],
    [0.3, 0.32],
    [2.5, 3.2],
    [32.8, 40],
    [57, 60],
    [81, 100],
    [100, 100],
    [101, 120],
  ])('of rates up to %d is %d', (value, end) => expect(roundUp(value, 'rate')).toBe(end));

  it('is never below the value, and never more than twice as high', () => {
    for (let value = 0.013; value < 1e7; value *= 1.07) {
      const end = roundUp(value, 'value');
      expect(end).toBeGreaterThanOrEqual(value);
      expect(end).toBeLessThanOrEqual(value * 2);
    }
  });
});

describe('an axis', () => {
  it('has 0, and all values with some room over and under them', () => {
    expect(endsOf(extremesOf([[10, null, 30], null]))).toEqual([0, 30 * 1.08]);
    expect(endsOf(extremesOf([[-100, 100, null], [50]]))).toEqual([-108, 108]);
    expect(endsOf(extremesOf([[-100, -205]]))).toEqual([-205 * 1.08, 0]);
    expect(endsOf(extremesOf([[null], null]))).toEqual([0, 1]);
  });

  it('has its 0 where the other one has it', () => {
    const [left, right] = endsOfBoth([-50, 100], [0, 8]);
    expect(left).toEqual([-54, 108]);
    expect(right[0] / right[1]).toBeCloseTo(left[0] / left[1], 9);
    expect(right[1]).toBeGreaterThanOrEqual(8);
    expect(endsOfBoth([-10, 0], [0, 5]).map(([low, high]) => low + high)).toEqual([0, 0]);
    expect(endsOfBoth([0, 10], [0, 5])).toEqual([endsOf([0, 10]), endsOf([0, 5])]);
  });

  it.each([
    [[0, 32.4], [0, 10, 20, 30]],
    [[-108, 108], [-100, -50, 0, 50, 100]],
    [[-221.4, 0], [-200, -150, -100, -50, 0]],
    [[-0.3, 0.7], [-0.2, 0, 0.2, 0.4, 0.6]],
  ] as const)('from %j has round steps', (ends, steps) => expect(stepsOf(ends, 5)).toEqual(steps));

  it.each([
    [[0, 41], 'count', [0, 15, 30, 45, 60]],
    [[-250, 50], 'value', [-320, -240, -160, -80, 0, 80]],
    [[-3, 0], 'count', [-3, -2, -1, 0]],
  ] as const)('of values from %j that ends with a step has both ends and 0', (range, kind, steps) => expect(roundSteps(range, kind)).toEqual(steps));
});
