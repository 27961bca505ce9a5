import { describe, expect, it } from 'vitest';
import { rowsOfJourneys } from '../src/paths/journeyRows';
import { canBeStep } from '../src/paths/steps';

const numbers = { conversion_rate: 100, conversion_rate_step: 100 };
const nobody = { visitors: 0, percentage: null };
const start = { ...numbers, step: null, visitors: 90, no_further_action: nobody, total_next: 2, next: [{ type: 'page', label: '/', visitors: 60, percentage: 66.7 }, { type: 'event', label: 'Signup', visitors: 30, percentage: 33.3 }] } as const;
const second = { ...numbers, step: { page: '/' }, visitors: 60, no_further_action: { visitors: 20, percentage: 33.3 }, total_next: 1, next: [{ type: 'page', label: '/sale', visitors: 40, percentage: 66.7 }] } as const;

describe('a file of journeys', () => {
  it('has the steps of each column, and who left', () => {
    expect(rowsOfJourneys([start, second], false)).toEqual([
      ['step', 'after', 'type', 'label', 'visitors', 'percentage'],
      [0, null, 'page', '/', 60, 66.7],
      [0, null, 'event', 'Signup', 30, 33.3],
      [1, '/', 'page', '/sale', 40, 66.7],
      [1, '/', 'exit', null, 20, 33.3],
    ]);
  });

  it('of ways to a page has who entered there', () => {
    const rows = rowsOfJourneys([start, second], true);
    expect([rows[0], rows.at(-1)]).toEqual([['steps_before', 'before', 'type', 'label', 'visitors', 'percentage'], [1, '/', 'entry', null, 20, 33.3]]);
  });
});

describe('a page of a journey', () => {
  it.each([
    ['/', false, true],
    ['/*', false, false],
    ['/a*b', false, false],
    ['/*', true, false],
    ['/blog/*', true, true],
    ['/blog/*', false, false],
    ['/a*/*', true, false],
  ])('%s, by directory %s, is a step: %s', (page, isByDirectory, is) => expect(canBeStep(page, isByDirectory)).toBe(is));
});
