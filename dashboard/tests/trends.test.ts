import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/api/types';
import { trendInterval, trendsOf } from '../src/panels/trends';
import { parseView } from '../src/url/view';

describe('the trend of a row', () => {
  it.each([
    ['?period=day', 100, 'hour'],
    ['', 100, 'day'],
    ['?period=91d', 100, 'week'],
    ['?period=12mo', 100, 'week'],
    ['?period=all', 100, 'month'],
    ['?period=custom&from=2026-10-01&to=2026-11-29', 100, 'day'],
    ['?period=custom&from=2026-09-30&to=2026-11-29', 100, 'week'],
    ['?period=custom&from=2025-01-01&to=2026-11-29', 100, 'month'],
    ['?period=realtime', 100, 'minute'],
    // Of 250 rows, 40 points fit into an answer; of more rows, none are drawn.
    ['?period=custom&from=2026-10-21&to=2026-11-29', 250, 'day'],
    ['?period=custom&from=2026-10-20&to=2026-11-29', 250, 'week'],
    ['', 251, undefined],
  ])('%s of %i rows is by %s', (search, rows, interval) => expect(trendInterval(parseView(search), '2026-11-30', rows)).toBe(interval));

  it('has 0 where a bucket has no row, and for a value without any', () => {
    const answer = {
      results: [
        { dimensions: ['2026-11-02', '/a'], metrics: [5] },
        { dimensions: ['2026-11-01', '/b'], metrics: [7] },
        { dimensions: ['2026-11-03', '/a'], metrics: [1] },
      ],
      meta: { time_labels: ['2026-11-01', '2026-11-02', '2026-11-03'], present_index: 2 },
    } as unknown as Answer;
    const trends = trendsOf(answer);
    expect(['/a', '/b', '/c'].map(trends.of)).toEqual([[0, 5, 1], [7, 0, 0], [0, 0, 0]]);
    expect(trends.top).toBe(7);
    expect(trends.present).toBe(2);
  });
});
