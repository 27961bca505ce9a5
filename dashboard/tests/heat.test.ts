import { describe, expect, it } from 'vitest';
import type { Cohort } from '../src/paths/answers';
import { levelOf, levelsOf } from '../src/paths/heat';

const cohort = (...cells: readonly (readonly [number, boolean])[]): Cohort => ({
  cohort: '2026-11-02',
  visitors: 100,
  periods: [{ visitors: 100, rate: 100, complete: true }, ...cells.map(([rate, complete]) => ({ visitors: rate, rate, complete }))],
});

describe('the shades of retention', () => {
  it('divide the complete cells evenly, whatever their rates are', () => {
    const cohorts = [cohort([1, true], [2, true], [3, true], [4, true], [50, true], [90, true])];
    const levels = levelsOf(cohorts);
    expect([1, 2, 3, 4, 50, 90].map((rate) => levelOf(rate, levels))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('disregard the first period and cells that still grow, and have none for nothing', () => {
    expect(levelsOf([cohort([0, true], [7, false])])).toEqual([]);
    expect(levelOf(0, [])).toBe(0);
    expect(levelOf(5, levelsOf([cohort([5, true], [9, false])]))).toBe(6);
  });
});
