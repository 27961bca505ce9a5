import { describe, expect, it } from 'vitest';
import { bucketsOf, pooledRates } from '../src/paths/buckets';
import { funnelQueries, funnelQuery } from '../src/paths/funnelQueries';
import { parseView } from '../src/url/view';
import { daysOf } from '../src/dates/periods';

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

describe('the questions for a funnel over time', () => {
  const content = { steps: [{ page: '/' }, { page: '/sale' }] };
  const today = '2026-11-26';

  // The API refuses a date beside a fixed range: it stands in for today alone.
  it.each(['?period=day&date=2026-11-25', '?period=7d&date=2026-10-15', '?period=month&date=2026-10-31', '?period=custom&from=2026-10-08&to=2026-10-14'])('of %s name the days of each part, and no date beside them', (search) => {
    const view = parseView(search);
    const days = daysOf(view, today)!;
    const asked = funnelQueries('a.example', view, today, content, days);
    expect(asked.map(({ date_range }) => date_range)).toEqual(bucketsOf(...days).buckets.map(({ from, to }) => [from, to]));
    expect(asked.every((one) => !('date' in one))).toBe(true);
  });

  it('keep the filters, the steps and the terms of the whole period', () => {
    const view = parseView('?period=7d&date=2026-10-15&f=is,country,EE');
    const { date: _, date_range: __, ...terms } = funnelQuery('a.example', view, today, content);
    expect(terms).toEqual({ site_id: 'a.example', filters: [['is', 'visit:country', ['EE']]], steps: content.steps, window: '24h', order: 'sequential' });
    expect(funnelQueries('a.example', view, today, content, ['2026-10-14', '2026-10-14'])).toEqual([{ ...terms, date_range: ['2026-10-14', '2026-10-14'] }]);
  });
});
