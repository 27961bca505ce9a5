import { describe, expect, it } from 'vitest';
import type { Answer, Query, Row } from '../src/api/types';
import { rowsOf } from '../src/ui/answerRows';

const BASE = { site_id: 'a.example', date_range: '28d' };
const answer = (...results: readonly Row[]): Answer => ({ results, meta: {}, query: { date_range: ['', ''] } });

describe('a file of a query', () => {
  it('has the dimensions and the metrics of all answers under the names of the API', () => {
    const query: Query = { ...BASE, dimensions: ['event:page'], metrics: ['visitors', 'bounce_rate'] };
    expect(rowsOf(query, [answer({ dimensions: ['/'], metrics: [5, null] }), answer({ dimensions: ['/a'], metrics: [2, 50] })])).toEqual([
      ['event:page', 'visitors', 'bounce_rate'],
      ['/', 5, null],
      ['/a', 2, 50],
    ]);
  });

  it('of a course has its average, and what each bucket is compared with', () => {
    const query: Query = { ...BASE, dimensions: ['time:day'], metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }], include: { comparisons: { mode: 'previous_period' } } };
    expect(rowsOf(query, [answer({ dimensions: ['2026-11-28'], metrics: [6, 5.5], comparison: { dimensions: ['2026-10-31'], metrics: [4, 5], change: [50, 10] } }, { dimensions: ['2026-11-29'], metrics: [1, 5] })])).toEqual([
      ['time:day', 'visitors', 'visitors_rolling_7', 'comparison_time:day', 'comparison_visitors', 'comparison_visitors_rolling_7', 'change_visitors', 'change_visitors_rolling_7'],
      ['2026-11-28', 6, 5.5, '2026-10-31', 4, 5, 50, 10],
      ['2026-11-29', 1, 5, undefined, null, null, null, null],
    ]);
    const exponential: Query = { ...query, metrics: [{ metric: 'visitors', rolling_average: { kind: 'exponential', half_life: 3.5 } }], include: {} };
    expect(rowsOf(exponential, [])).toEqual([['time:day', 'visitors_half_life_3.5']]);
  });

  it('of a list has the change of each value, and columns from elsewhere with the currency of their amounts', () => {
    const query: Query = { ...BASE, dimensions: ['event:goal'], metrics: ['visitors'], include: { comparisons: { mode: 'previous_period' } } };
    const revenue = new Map([['Buy', [{ value: 12.5, currency: 'EUR' }]], ['Order', [{ value: -900, currency: 'JPY' }]]]);
    const more = { names: ['total_revenue'], of: ({ dimensions }: Row) => revenue.get(dimensions[0]!) ?? [] };
    const row = (goal: string, visitors: number) => ({ dimensions: [goal], metrics: [visitors], comparison: { dimensions: [goal], metrics: [1], change: [null] } });
    expect(rowsOf(query, [answer(row('Buy', 3), row('Order', 2), row('Signup', 1))], more)).toEqual([
      ['event:goal', 'visitors', 'total_revenue', 'comparison_visitors', 'change_visitors', 'currency'],
      ['Buy', 3, 12.5, 1, 200, 'EUR'],
      ['Order', 2, -900, 1, 100, 'JPY'],
      ['Signup', 1, null, 1, 0, undefined],
    ]);
  });

  it('has the changes of the page: of amounts below 0 too, in points of rates, and none from 0', () => {
    const query: Query = { ...BASE, dimensions: ['event:goal'], metrics: ['total_revenue', 'conversion_rate', 'events'], include: { comparisons: { mode: 'previous_period' } } };
    const row: Row = { dimensions: ['Buy'], metrics: [{ value: 50, currency: 'EUR' }, 12.5, 3], comparison: { dimensions: ['Buy'], metrics: [{ value: -30, currency: 'EUR' }, 10, 0], change: [-267, 2.5, 100] } };
    expect(rowsOf(query, [answer(row)])[1]!.slice(-4)).toEqual([266.67, 2.5, null, 'EUR']);
  });

  it('with revenue says its currency in each row that has an amount, also one of the comparison alone', () => {
    const query: Query = { ...BASE, dimensions: ['time:day'], metrics: ['total_revenue'], include: { comparisons: { mode: 'previous_period' } } };
    const compared = { dimensions: ['2026-10-31'], metrics: [{ value: 7, currency: 'EUR' }], change: [null] };
    expect(rowsOf(query, [answer({ dimensions: ['2026-11-28'], metrics: [null], comparison: compared }, { dimensions: ['2026-11-29'], metrics: [{ value: -5, currency: 'EUR' }] })]).map((row) => row.at(-1))).toEqual(['currency', 'EUR', 'EUR']);
  });
});
