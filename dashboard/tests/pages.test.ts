import { expect, test } from 'vitest';
import { shownPages } from '../src/panels/pages';

test('a list offers its first and last page and those beside the open one, each once', () => {
  expect(shownPages(0, 100)).toEqual([0, 1, 99]);
  expect(shownPages(1, 100)).toEqual([0, 1, 2, 99]);
  expect(shownPages(50, 100)).toEqual([0, 49, 50, 51, 99]);
  expect(shownPages(99, 100)).toEqual([0, 98, 99]);
  expect(shownPages(1, 2)).toEqual([0, 1]);
});

test('an address may name a page that is not there any more', () => {
  expect(shownPages(7, 2)).toEqual([0, 1]);
});
