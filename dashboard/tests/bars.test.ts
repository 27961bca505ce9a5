import { describe, expect, it } from 'vitest';
import type { Row } from '../src/api/types';
import { barsOf } from '../src/explore/bars';
import type { MetricValue } from '../src/format/numbers';

const widths = (...values: MetricValue[]) => {
  const rows = values.map((value) => ({ dimensions: ['a'], metrics: [value] }) as Row);
  const bars = barsOf(rows);
  return [bars.currencies, ...rows.map(bars.of)];
};
const amount = (value: number, currency: string) => ({ value, currency });

describe('the bars of a table', () => {
  it('are parts of the largest number', () => expect(widths(8, 4, 0, null)).toEqual([0, 1, 0.5, 0, 0]));
  it('are parts of the largest amount in their own currency', () => expect(widths(amount(90_000, 'JPY'), amount(45_000, 'JPY'), amount(40, 'EUR'), amount(10, 'EUR'), amount(0.3, 'KWD'), null)).toEqual([3, 1, 0.5, 1, 0.25, 1, 0]));
  it('are not there for what is below 0', () => expect(widths(amount(-50, 'EUR'), amount(20, 'EUR'), amount(-9, 'USD'))).toEqual([2, 0, 1, 0]));
});
