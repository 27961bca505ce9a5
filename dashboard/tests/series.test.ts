import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Answer, Query } from '../src/api/types';
import { rowsOf } from '../src/ui/answerRows';
import { formatMetric } from '../src/format/numbers';
import { LinesChart } from '../src/explore/LinesChart';
import { ratioColumns, ratioOf, ratioQuery } from '../src/explore/ratio';
import { byCurrency, drawnOf, metricOfLine, rowsOfLines, seriesOf, rangeOf } from '../src/explore/series';

const labels = ['2026-11-24', '2026-11-25', '2026-11-26'];
const answer = (...rows: readonly (readonly [string, number, number])[]): Answer => ({
  results: rows.map(([day, value, mean]) => ({ dimensions: [day], metrics: [value, mean] })),
  meta: { time_labels: labels, present_index: 2 },
  query: { date_range: ['', ''] },
});
const options = { metrics: ['visitors'], hasAverage: true, interval: 'day', zone: 'Etc/UTC', now: new Date('2026-11-26T10:00:00Z') } as const;

describe('the lines of a split', () => {
  const series = seriesOf(['Direct', 'Email'], [answer(['2026-11-24', 5, 4], ['2026-11-26', 90, 30]), answer(['2026-11-25', 7, 3])], options);

  it('have each the values and the averages of their own answer', () => {
    expect(series).toEqual([
      { name: 'Direct', values: [5, 0, 90], average: [4, null, null], comparison: null, comparisonAverage: null },
      { name: 'Email', values: [0, 7, 0], average: [null, 3, null], comparison: null, comparisonAverage: null },
    ]);
  });

  it('share an axis as high as the highest of what is drawn', () => {
    expect(rangeOf(series)).toEqual([0, 4]);
    expect(rangeOf(series.map((one) => ({ ...one, average: null })))).toEqual([0, 90]);
    expect(rangeOf([])).toEqual([0, 1]);
    expect(rangeOf([{ name: 'a ratio', values: [0.25, null], average: null }])).toEqual([0, 0.25]);
    expect(rangeOf([{ name: 'refunds', values: [-100, 50, null], average: null, comparison: [-250, 20, 0] }])).toEqual([-250, 50]);
  });

  it('of a ratio divide each bucket and the averages of both, and say nothing of a division by 0', () => {
    const asked = ratioQuery({ site_id: 'a', date_range: '28d', metrics: ['pageviews', 'visits', { metric: 'pageviews', rolling_average: { window: 7 } }] }, 'visits', { kind: 'simple', window: 7 });
    expect(asked.metrics?.slice(2)).toEqual(['pageviews', 'visits'].map((metric) => ({ metric, rolling_average: { window: 7 } })));
    const both = { ...answer(), results: [{ dimensions: ['2026-11-24'], metrics: [6, 2, 9, 4] }, { dimensions: ['2026-11-25'], metrics: [5, 0, 8, 0] }, { dimensions: ['2026-11-26'], metrics: [1, 4, 6, 4] }] };
    expect(ratioOf(both, labels, 'Pageviews ÷ Visits', true, 2)).toEqual({ name: 'Pageviews ÷ Visits', values: [3, null, 0.25], average: [2.25, null, null] });
  });

  it('have beside them what the period is compared with, and its average where averages are drawn', () => {
    const row = (day: string, value: number, mean: number, before: number, meanBefore: number) => ({
      dimensions: [day],
      metrics: [value, mean],
      comparison: { dimensions: [day], metrics: [before, meanBefore], change: [null, null] },
    });
    const compared = { ...answer(), results: [row('2026-11-24', 5, 4, 50, 40), row('2026-11-25', 6, 5, 60, 45), row('2026-11-26', 1, 3, 10, 30)] };
    const [averaged] = seriesOf(['Direct'], [compared], options);
    expect(drawnOf(averaged!)).toEqual({ line: [4, 5, null], compared: [40, 45, null] });
    const [plain] = seriesOf(['Direct'], [compared], { ...options, hasAverage: false });
    expect(drawnOf(plain!)).toEqual({ line: [5, 6, 1], compared: [50, 60, 10] });
    expect(rangeOf([plain!])).toEqual([0, 60]);
  });

  it('have each the digits of their own currency in one table', () => {
    const line = (currency?: string) => ({ name: 'a', currency, values: [1234.5], average: null });
    const shown = [line('JPY'), line('EUR'), line('KWD')].map((one) => formatMetric(metricOfLine('total_revenue', one), one.values[0]));
    expect(shown.map((text) => /[.,](\d*)$/.exec(text.replace(/[^\d.,]/g, ''))?.[1]?.length)).toEqual([3, 2, 3]);
    expect(shown[0]).not.toContain('.');
    expect(metricOfLine('visitors', line())).toBe('visitors');
  });

  it('are in one chart, or in one for each currency', () => {
    const line = (name: string, currency?: string) => ({ name, currency, values: [1], average: null });
    const [euros, more, yen, none] = [line('a', 'EUR'), line('b', 'EUR'), line('c', 'JPY'), line('d')];
    expect(byCurrency([euros, none, more])).toEqual([[euros, none, more]]);
    expect(byCurrency([euros, yen, none, more])).toEqual([[euros, more], [yen]]);
    expect(byCurrency([none])).toEqual([[none]]);
  });

  it('without an answer are left out', () => expect(seriesOf(['Direct', 'Email'], [answer()], options)).toHaveLength(1));
});

describe('a chart of lines', () => {
  const drawn = (values: readonly (number | null)[], present = -1) =>
    renderToStaticMarkup(createElement(LinesChart, { series: [{ name: 'a', values, average: null }], labels, metric: 'bounce_rate', interval: 'day', label: 'Bounce rate', present })).match(/<circle/g)?.length ?? 0;

  it('has a point for a value between two gaps, or before a bucket that is left out because it grows', () => {
    expect(drawn([null, 40, null])).toBe(1);
    expect(drawn([40, null, 50])).toBe(2);
    expect(drawn([null, 40, 50], 2)).toBe(1);
    expect(drawn([30, 40, null])).toBe(0);
  });
});

describe('a file of an explored chart', () => {
  const course: Query = { site_id: 'a', date_range: '28d', metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }], dimensions: ['time:day'] };

  it('has each line of a split with its values and their averages, also of what is not set', () => {
    expect(rowsOfLines(course, 'visit:country', ['(not set)', 'EE'], [answer(['2026-11-24', 5, 4], ['2026-11-25', 6, 5]), answer(['2026-11-25', 7, 3])])).toEqual([
      ['time:day', 'visit:country', 'visitors', 'visitors_rolling_7'],
      ['2026-11-24', '(not set)', 5, 4],
      ['2026-11-25', '(not set)', 6, 5],
      ['2026-11-25', 'EE', 7, 3],
    ]);
  });

  it('has what each bucket of a line is compared with', () => {
    const compared = { ...answer(), results: [{ dimensions: ['2026-11-24'], metrics: [6, 5], comparison: { dimensions: ['2026-10-27'], metrics: [3, 2.5], change: [100, 100] } }] };
    expect(rowsOfLines({ ...course, include: { comparisons: { mode: 'previous_period' } } }, 'visit:source', ['Direct'], [compared])).toEqual([
      ['time:day', 'visit:source', 'visitors', 'visitors_rolling_7', 'comparison_time:day', 'comparison_visitors', 'comparison_visitors_rolling_7', 'change_visitors', 'change_visitors_rolling_7'],
      ['2026-11-24', 'Direct', 6, 5, '2026-10-27', 3, 2.5, 100, 100],
    ]);
  });

  it('has the ratio beside the two metrics, and that of their averages', () => {
    const simple = { kind: 'simple', window: 7 } as const;
    const ratios: Query = { ...course, metrics: ['pageviews', 'visits'] };
    const both = { ...answer(), results: [{ dimensions: ['2026-11-24'], metrics: [6, 2, 9, 4] }, { dimensions: ['2026-11-25'], metrics: [5, 0, 8, 0] }] };
    const averaged: Query = { ...ratios, metrics: ['pageviews', 'visits', ...['pageviews', 'visits'].map((metric) => ({ metric, rolling_average: { window: 7 } }))] };
    expect(rowsOf(averaged, [both], ratioColumns(simple))).toEqual([
      ['time:day', 'pageviews', 'visits', 'pageviews_rolling_7', 'visits_rolling_7', 'ratio', 'ratio_rolling_7'],
      ['2026-11-24', 6, 2, 9, 4, 3, 2.25],
      ['2026-11-25', 5, 0, 8, 0, null, null],
    ]);
    expect(rowsOf(ratios, [both], ratioColumns('off'))[1]).toEqual(['2026-11-24', 6, 2, 9, 4, 3]);
  });
});
