import { describe, expect, it } from 'vitest';
import { breakdownQuery, courseQuery, totalsQuery } from '../src/api/siteQueries';
import { DEFAULT_VIEW, formatView, parseView } from '../src/url/view';

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

  it('are asked for where the address says so, and else left out', () => {
    expect(questions('?imports=true')).toEqual([true, true, true]);
    expect(questions('')).toEqual([undefined, undefined, undefined]);
    expect(questions('?imports=nonsense')).toEqual([undefined, undefined, undefined]);
  });

  it('stay in the address', () => expect(formatView({ ...DEFAULT_VIEW, imports: true })).toBe('?imports=true'));
});
