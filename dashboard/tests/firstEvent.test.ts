import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/api/types';
import { beginsEmpty, comparedDaysOf } from '../src/overview/firstEvent';

const compared = (from: string, to: string) => ({ query: { date_range: ['', ''], include: { comparisons: { date_range: [`${from}T00:00:00+02:00`, `${to}T23:59:59+02:00`] } } } }) as unknown as Answer;
const begun = (day: string) => ({ query: { date_range: [`${day}T00:00:00+02:00`, ''] } }) as unknown as Answer;
const course = (comparison: number | null | undefined, include: object = { comparisons: {} }) =>
  ({
    query: { include },
    meta: { time_labels: ['2026-11-01', '2026-11-02'] },
    results: comparison === undefined ? [] : [{ dimensions: ['2026-11-01'], metrics: [5], comparison: { dimensions: ['2026-10-01'], metrics: [comparison] } }],
  }) as unknown as Answer;

describe('a comparison with a time before the first event', () => {
  it.each([
    ['2026-10-28', 4],
    ['2026-10-31', 1],
    ['2026-11-05', 0],
    ['2026-10-04', 28],
  ])('from %s on has days of data', (first, days) => expect(comparedDaysOf(compared('2026-10-03', '2026-10-31'), begun(first))).toBe(days));

  it('is none where the first event is as early, or not known', () => {
    expect(comparedDaysOf(compared('2026-10-03', '2026-10-31'), begun('2026-10-03'))).toBeUndefined();
    expect(comparedDaysOf(compared('2026-10-03', '2026-10-31'), begun('2025-10-03'))).toBeUndefined();
    expect(comparedDaysOf(compared('2026-10-03', '2026-10-31'), undefined)).toBeUndefined();
    expect(comparedDaysOf(begun('2026-10-03'), begun('2026-11-03'))).toBeUndefined();
  });

  it('is looked for where the compared range begins with nothing', () => {
    [0, null, undefined].forEach((value) => expect(beginsEmpty(course(value))).toBe(true));
    expect(beginsEmpty(course(3))).toBe(false);
    expect(beginsEmpty(course(0, {}))).toBe(false);
    expect(beginsEmpty(undefined)).toBe(false);
  });
});
