import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/api/types';
import { seriesOf, topOf } from '../src/explore/series';

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
      { name: 'Direct', values: [5, 0, 90], average: [4, null, null] },
      { name: 'Email', values: [0, 7, 0], average: [null, 3, null] },
    ]);
  });

  it('share an axis as high as the highest of what is drawn', () => {
    expect(topOf(series)).toBe(4);
    expect(topOf(series.map((one) => ({ ...one, average: null })))).toBe(90);
    expect(topOf([])).toBe(1);
  });

  it('without an answer are left out', () => expect(seriesOf(['Direct', 'Email'], [answer()], options)).toHaveLength(1));
});
