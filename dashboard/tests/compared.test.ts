import { describe, expect, it } from 'vitest';
import { comparedOf } from '../src/controls/compared';
import { deltaOf } from '../src/format/numbers';

const today = '2026-11-26';
type Pair = readonly [string, string];
const days = (from: string, to: string): Pair => [`${from}T00:00:00+02:00`, `${to}T23:59:59+02:00`];
const compared = (own: Pair, range?: Pair) => comparedOf({ query: { date_range: own, include: range ? { comparisons: { date_range: range } } : {} } }, today);

describe('what a period is compared with', () => {
  it('is nothing where the answer has no comparison', () => {
    expect(compared(days('2026-11-01', '2026-11-07'))).toBeUndefined();
    expect(comparedOf(undefined, today)).toBeUndefined();
  });

  it('has the days of the answer, with their year where that is another', () => {
    expect(compared(days('2026-10-29', '2026-11-25'), ['2026-10-01T00:00:00+03:00', '2026-10-28T23:59:59+02:00'])).toEqual({ time: expect.stringMatching(/^1\D28 Oct$|^Oct 1\D+28$/), isCut: false, lengths: null });
    expect(compared(days('2026-11-01', '2026-11-07'), days('2025-11-02', '2025-11-08'))?.time).toContain('2025');
    // A range without any time has days.
    expect(compared(days('2026-11-01', '2026-11-01'), ['2026-10-01', '2026-10-01'])).toMatchObject({ lengths: null });
  });

  it('ends at the time of day now, where the period is not over', () => {
    const one = compared(days(today, today), ['2026-11-19T00:00:00+02:00', '2026-11-19T09:28:33+02:00']);
    expect(one).toMatchObject({ isCut: true, lengths: null });
    expect(one?.time).toMatch(/19/);
    expect(one?.time).not.toMatch(/:/);
  });

  it('says both lengths where they differ', () => {
    expect(compared(days('2026-10-29', '2026-11-25'), days('2026-10-01', '2026-10-07'))?.lengths).toBe('7 days, this period 28 days');
    expect(compared(days('2026-10-29', '2026-11-25'), days('2026-10-01', '2026-10-01'))?.lengths).toBe('1 day, this period 28 days');
    // Days over which clocks change are days.
    expect(compared(days('2026-10-29', '2026-11-25'), ['2026-10-01T00:00:00+03:00', '2026-10-28T23:59:59+02:00'])?.lengths).toBeNull();
    const hours = (day: string, from: string, to: string): Pair => [`${day}T${from}:00:00+02:00`, `${day}T${to}:59:59+02:00`];
    expect(compared(hours('2026-11-25', '10', '12'), hours('2026-11-25', '07', '09'))).toMatchObject({ time: expect.stringMatching(/0?7:00.*10:00/), isCut: false, lengths: null });
    expect(compared(hours('2026-11-25', '10', '12'), days('2026-11-24', '2026-11-24'))?.lengths).toBe('24 h 00 m, this period 3 h 00 m');
  });

  it('is named in the changes', () => {
    expect(deltaOf('visitors', 6, 5, '1 – 7 Oct').title).toBe('1 – 7 Oct: 5');
    expect(deltaOf('visitors', 6, 0, '1 – 7 Oct').title).toBe('nothing to compare with: 0 on 1 – 7 Oct');
    expect(deltaOf('visitors', 6, 0).title).toBe('nothing to compare with: 0 before');
  });
});
