import { describe, expect, it } from 'vitest';
import { bucketsOf, pooledRates } from '../src/paths/buckets';

describe('the parts of a range', () => {
  it('are its days, up to a month of them', () => {
    const { interval, buckets } = bucketsOf('2026-10-01', '2026-10-31');
    expect([interval, buckets.length, buckets[0], buckets.at(-1)]).toEqual(['day', 31, { from: '2026-10-01', to: '2026-10-01' }, { from: '2026-10-31', to: '2026-10-31' }]);
  });

  it('are weeks of a longer one, cut where it begins and ends, and months of a year', () => {
    const weeks = bucketsOf('2026-10-01', '2026-11-03');
    expect(weeks.interval).toBe('week');
    expect(weeks.buckets).toEqual([
      { from: '2026-10-01', to: '2026-10-04' },
      { from: '2026-10-05', to: '2026-10-11' },
      { from: '2026-10-12', to: '2026-10-18' },
      { from: '2026-10-19', to: '2026-10-25' },
      { from: '2026-10-26', to: '2026-11-01' },
      { from: '2026-11-02', to: '2026-11-03' },
    ]);
    const months = bucketsOf('2025-11-15', '2026-11-14');
    expect([months.interval, months.buckets.length, months.buckets[0], months.buckets[1]?.from]).toEqual(['month', 13, { from: '2025-11-15', to: '2025-11-30' }, '2025-12-01']);
  });
});

describe('an average of rates', () => {
  it('weighs each bucket by those who began, and has none before its window is whole', () => {
    const counts = [{ began: 10, ended: 5 }, { began: 90, ended: 0 }, { began: 0, ended: 0 }, { began: 0, ended: 0 }];
    expect(pooledRates(counts, 2)).toEqual([null, 5, 0, null]);
  });
});
