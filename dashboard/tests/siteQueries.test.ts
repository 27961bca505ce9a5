import { describe, expect, it } from 'vitest';
import { breakdownQuery, comparisonOf, courseQuery, splitQuery, totalsQuery } from '../src/api/siteQueries';
import { withoutImports } from '../src/panels/withoutImports';
import { DEFAULT_VIEW, formatView, parseView } from '../src/url/view';

describe('the conversion rate', () => {
  const view = parseView('?f=is,goal,Buy&m=conversion_rate');

  it('of a bucket divides by the visitors of that bucket, and so does its average', () =>
    expect(courseQuery('a.example', view, '2026-11-26', ['conversion_rate', 'events'], 'day', { kind: 'simple', window: 7 }).metrics).toEqual([
      'group_conversion_rate',
      'events',
      { metric: 'group_conversion_rate', rolling_average: { window: 7 } },
    ]));

  it('of the period divides by the visitors of the period', () => expect(totalsQuery('a.example', view, '2026-11-26', ['conversion_rate']).metrics).toEqual(['conversion_rate']));
});

describe('the comparison', () => {
  const compared = (search: string) => comparisonOf(parseView(search), '2026-11-26') !== undefined;

  it('is of what has begun', () => {
    expect(['', '?period=day', '?period=custom&from=2026-11-26&to=2026-12-05'].map(compared)).toEqual([true, true, true]);
    expect(['?period=day&date=2026-11-27', '?period=custom&from=2026-12-01&to=2026-12-05', '?period=month&date=2026-12-05', '?period=all'].map(compared)).toEqual([false, false, false, false]);
  });
});

describe('the rows of a chart that is split', () => {
  it('have what its lines have beside them: the comparison and imported totals, each by bucket', () => {
    const view = parseView('?period=7d');
    const course = courseQuery('a.example', view, '2026-11-26', ['visitors'], 'day', { kind: 'simple', window: 7 });
    const { metrics, dimensions, include } = splitQuery(course, 'conversion_rate', 'day', 'visit:source');
    expect([metrics, dimensions]).toEqual([['group_conversion_rate'], ['time:day', 'visit:source']]);
    expect(include).toEqual(course.include);
    expect(include?.comparisons).toBeDefined();
  });
});

describe('imported totals', () => {
  const questions = (search: string) => {
    const view = parseView(search);
    const today = '2026-11-26';
    return [
      totalsQuery('a.example', view, today, ['visitors']),
      courseQuery('a.example', view, today, ['visitors'], 'day', 'off'),
      breakdownQuery('a.example', view, today, { dimension: 'event:page', metrics: ['visitors'], limit: 9 }),
    ].map(({ include }) => include?.imports);
  };

  it('are asked for unless the address leaves them out', () => {
    expect(questions('?imports=true')).toEqual([true, true, true]);
    expect(questions('')).toEqual([true, true, true]);
    expect(questions('?imports=false')).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    [undefined, null],
    [{ imports_included: true }, null],
    [{ imports_included: false, imports_skip_reason: 'out_of_range' }, null],
    [{ imports_included: false, imports_skip_reason: 'no_imported_data', imports_warning: 'Nothing was imported.' }, null],
    [{ imports_included: false, imports_skip_reason: 'unsupported_interval', imports_warning: 'By days only.' }, 'By days only.'],
    [{ imports_included: false, imports_skip_reason: 'unsupported_query' }, 'imported totals can’t answer this question'],
  ])('of an answer with %j are missing because of %j', (meta, reason) => expect(withoutImports(meta)).toBe(reason));

  it('stay out as the address says', () => expect(formatView({ ...DEFAULT_VIEW, imports: false })).toBe('?imports=false'));
});
