import { describe, expect, it } from 'vitest';
import type { Course, Values } from '../src/chart/course';
import { deviation } from '../src/overview/deviation';
import { explain } from '../src/overview/explain';

describe('the deviation from an average', () => {
  it.each([
    [12, 10, '+20'],
    [8, 10, '−20'],
    [-5, -1.67, '−199.4'],
    [50, -33.33, '+250'],
    [-50, -50, '0'],
    [-20, 10, '−300'],
  ])('of %d from %d is %s percent', (value, mean, percent) => expect(deviation(value, mean)?.replace(/[\s%]/g, '')).toBe(percent));

  it('is none where there is no value, or an average of 0', () => expect([deviation(null, 3), deviation(3, null), deviation(3, 0)]).toEqual([null, null, null]));
});

describe('how an average came about', () => {
  const today = '2026-11-29';
  const labels = Array.from({ length: 8 }, (_, at) => `2026-11-${21 + at}`);
  const courseOf = (raw: Values, mean: number): Course => ({
    labels, raw, average: raw.map(() => mean), averageFrom: 0, averageSoFar: null, comparison: null, comparisonLabels: [], second: null, comparisonAverage: null, present: -1, cutAtStart: false, cutAtEnd: false,
  });
  const told = (raw: Values, metric: string, mean: number, index = 7) => explain(courseOf(raw, mean), index, metric, 'day', { kind: 'simple', window: 7 }, today);

  it('is a sum for counts and for revenue, which are 0 in a bucket without events', () => {
    expect(told([0, 7, 0, 0, 7, 0, 0, 7], 'visitors', 3)).toMatch(/^21 ÷ 7 = 3, /);
    expect(told([0, 7, null, 0, 7, 0, 0, 7], 'total_revenue_EUR', 3)).toMatch(/^€21\.00 ÷ 7 = €3\.00, /);
  });

  it('has as many values as there are, where a bucket may have none', () => {
    expect(told([9, null, 30, null, null, 20, null, 10], 'average_revenue', 20)).toMatch(/^The mean of 3 values, .+: 4 of these 7 days have none\. /);
    expect(told([9, 1, 30, null, 1, 20, 1, 10], 'bounce_rate', 20)).toMatch(/^The mean of 6 values, .+: 1 of these 7 days has none\. /);
    expect(told([9, 1, 30, 1, 1, 20, 1, 10], 'bounce_rate', 20)).toMatch(/^The mean of 7 values, [^:]+\. /);
  });

  it('names no number of values where the window reaches to before the range', () =>
    expect(told([9, 1, 30, 1, 1, 20, 1, 10], 'bounce_rate', 20, 5)).toMatch(/^The mean of these 7 days, .+, without those that have no value\. /));
});
