import { describe, expect, it } from 'vitest';
import type { Answer, Row } from '../src/api/types';
import { amountCells, gapOf, joined, knownRevenue, warningText } from '../src/panels/revenue';

const euros = (value: number) => ({ value, currency: 'EUR' });
const NONE = [euros(0), null];
const SOME = [euros(60), euros(20)];

describe('revenue beside imported totals', () => {
  it('has no value where no event has any, since imports do not know it', () => {
    expect(knownRevenue(NONE, true)).toEqual([null, null]);
    expect(knownRevenue(SOME, true)).toEqual(SOME);
    expect(knownRevenue([euros(0), euros(0)], true)).toEqual([euros(0), euros(0)]);
    expect(knownRevenue(NONE, false)).toEqual(NONE);
  });

  it('is told as what it lacks', () => {
    expect(gapOf(NONE, true)?.sentence).toMatch(/^No revenue: imported/);
    expect(gapOf(SOME, true)?.sentence).toMatch(/^Imported conversions have no revenue/);
    expect([gapOf(SOME, false), gapOf(undefined, true)]).toEqual([null, null]);
  });

  it('joins the totals, and what these are compared with, where either has imports', () => {
    const row = (metrics: Row['metrics'], compared: Row['metrics']): Row => ({ dimensions: [], metrics, comparison: { dimensions: [], metrics: compared, change: [] } });
    const answer = (only: Row, meta: Answer['meta']): Answer => ({ results: [only], meta, query: { date_range: ['', ''] } });
    const join = (meta: Answer['meta']) => {
      const [totals, revenue] = [row([30, 50], [20, 40]), row(SOME, NONE)];
      return joined(answer(totals, meta), totals, answer(revenue, { metric_warnings: { total_revenue: { code: 'x' } } }), revenue);
    };
    const both = join({ imports_included: true, comparison_imports_included: true });
    expect(both.results[0]!.metrics).toEqual([30, 50, ...SOME]);
    expect(both.results[0]!.comparison!.metrics).toEqual([20, 40, null, null]);
    expect(both.meta.metric_warnings).toEqual({ total_revenue: { code: 'x' } });
    expect(join({}).results[0]!.comparison!.metrics).toEqual([20, 40, ...NONE]);
  });
});

describe('a warning about revenue', () => {
  it.each(['no_revenue_goals_matching', 'no_single_revenue_currency'])('%s is in the words of the page', (code) => {
    expect(warningText({ code, warning: 'Revenue metrics are null as …' })).toMatch(/^No revenue/);
  });

  it('is in those of the API where the page has none', () => {
    expect(warningText({ code: 'other', warning: 'Told.' })).toBe('Told.');
    expect([warningText({ code: 'other', message: 'Said.' }), warningText({ code: 'other' }), warningText({})]).toEqual(['Said.', 'other', undefined]);
  });
});

describe('revenue in a table that is copied', () => {
  it('is a number that can be added up, beside its currency', () => {
    expect(amountCells([euros(1234567.89)])).toEqual([1234567.89, 'EUR']);
    expect(amountCells([null, { value: 20, currency: 'SEK' }])).toEqual([null, 20, 'SEK']);
    expect(amountCells([undefined, null])).toEqual([null, null, null]);
  });
});
