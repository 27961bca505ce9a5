import { expect, test } from 'vitest';
import { orderOf, pageOf, rowsOf } from '../src/panels/rows';

test('an address says how many rows a list has, up to what the API answers at once', () => {
  expect(['25', '150', '10000'].map(rowsOf)).toEqual([25, 150, 10_000]);
  expect([undefined, '', '0', '-5', '1.5', 'many', '10001'].map(rowsOf)).toEqual([100, 100, 100, 100, 100, 100, 100]);
});

test('an address says which page is open, from 1', () => {
  expect(['1', '2', '7.9'].map(pageOf)).toEqual([0, 1, 6]);
  expect([undefined, '', '0', '-3', 'last'].map(pageOf)).toEqual([0, 0, 0, 0, 0]);
});

test('a list is sorted by a column that it has, by its first one otherwise', () => {
  expect(orderOf('bounce_rate,asc', ['visitors', 'bounce_rate'])).toEqual(['bounce_rate', 'asc']);
  expect(orderOf('bounce_rate,desc', ['visitors', 'bounce_rate'])).toEqual(['bounce_rate', 'desc']);
  expect(orderOf('bounce_rate,asc', ['visitors', 'pageviews'])).toEqual(['visitors', 'desc']);
  expect(orderOf(undefined, ['visitors'])).toEqual(['visitors', 'desc']);
});
