import { describe, expect, it } from 'vitest';
import { bucketOf, flagOf, marksOf, type Annotation } from '../src/annotations/annotations';
import { describeStored } from '../src/filters/describe';
import { formatSteps, parseSteps, patternOf } from '../src/paths/steps';
import { dimensionsOf } from '../src/url/filters';
import { filtersOf } from '../src/url/segments';
import { apiFilters } from '../src/url/filters';

const note = (id: string, at: string) => flagOf({ id, name: id, personal: false, content: { at } } as Annotation);

describe('notes', () => {
  it.each([
    ['2026-11-10', 'day', ['2026-11-09', '2026-11-10'], 1],
    ['2026-11-10T23:59', 'day', ['2026-11-09', '2026-11-10'], 1],
    ['2026-11-11', 'day', ['2026-11-09', '2026-11-10'], -1],
    ['2026-11-15', 'week', ['2026-11-04', '2026-11-09', '2026-11-16'], 1],
    ['2026-11-08', 'week', ['2026-11-04', '2026-11-09'], 0],
    ['2026-11-30', 'month', ['2026-10-01', '2026-11-01'], 1],
    ['2026-11-10T14:02', 'hour', ['2026-11-10 13:00:00', '2026-11-10 14:00:00'], 1],
    ['2026-11-10', 'hour', ['2026-11-09 23:00:00', '2026-11-10 00:00:00'], 1],
    ['2026-11-10T14:02', 'minute', ['2026-11-10 14:01:00', '2026-11-10 14:02:00'], 1],
    ['2026-11-10T14:02', 'minute', ['2026-11-11 14:02:00'], -1],
  ] as const)('at %s of a chart by %s in %j are at %i', (at, interval, labels, index) => expect(bucketOf(labels, at, interval)).toBe(index));

  it('of one bucket stand together, those outside of the chart are left out', () => {
    const notes = [note('late', '2026-11-10T18:00'), note('other', '2026-11-09'), note('early', '2026-11-10T08:00'), note('gone', '2026-01-01')];
    const marks = marksOf(['2026-11-09', '2026-11-10'], notes, 'day');
    expect(marks.map(({ index, notes: found }) => [index, found.map(({ id }) => id)])).toEqual([
      [0, ['other']],
      [1, ['early', 'late']],
    ]);
  });
});

describe('segments', () => {
  it('come apart into the filters that they were made of', () => {
    const filters = [
      { operator: 'is', dimension: 'country', values: ['EE', 'LV'] },
      { operator: 'contains_not', dimension: 'city', values: ['Tar'] },
      { operator: 'is', dimension: 'props:plan', values: ['team'] },
      { operator: 'any', any: [{ operator: 'is', dimension: 'page', values: ['/'] }, { operator: 'is_not', dimension: 'os', values: ['iOS'] }] },
    ] as const;
    expect(filtersOf(apiFilters(filters))).toEqual(filters);
  });

  it('that no chip can show stay whole', () => {
    const stored = [['or', [['is', 'visit:country', ['EE']], ['not', ['is', 'event:page', ['/']]]]]];
    expect(filtersOf(stored)).toBeUndefined();
    expect(filtersOf([['is', 'visit:country', ['EE'], { case_sensitive: false }]])).toBeUndefined();
    expect(dimensionsOf(stored)).toEqual(['country', 'page']);
    expect(describeStored(stored)).toContain('visit:country');
  });
});

describe('steps', () => {
  it('of the address come back as they were', () => {
    const steps = [{ page: '/a,b/**' }, { event: 'Added to cart, at last' }, { goal: '100 %' }, { page: '/ру?x=1&y' }];
    expect(parseSteps(formatSteps(steps))).toEqual(steps);
    expect(parseSteps(undefined)).toEqual([]);
    expect(parseSteps('page,/a,place,/b,event')).toEqual([{ page: '/a' }]);
  });

  it('with stars match as goals do', () => {
    const matches = (path: string, page: string) => new RegExp(patternOf(path)).test(page);
    expect([matches('/blog/*', '/blog/one'), matches('/blog/*', '/blog/one/two'), matches('/blog/**', '/blog/one/two')]).toEqual([true, false, true]);
    expect([matches('/blog**', '/blog'), matches('/a.b', '/axb'), matches('/a', '/ab')]).toEqual([true, false, false]);
  });
});
