import { describe, expect, it } from 'vitest';
import { overviewQueries } from '../src/overview/queries';
import { besideVisitors, detailsQuery, panelQueries } from '../src/panels/queries';
import { reportOf } from '../src/panels/reports';
import { limitsOf, NO_LIMITS, withinLimit } from '../src/sharing/limits';
import { parseView } from '../src/url/view';

const today = '2026-11-26';
const goals = reportOf('goals')!;

describe('a link limited to a segment', () => {
  it.each([
    [[['is', 'event:props:plan', ['x']]]],
    [[['or', [['is', 'visit:country', ['EE']], ['not', ['is', 'event:goal', ['Buy']]]]]]],
    [[['has_done', ['is', 'event:goal', ['Buy']]]]],
  ])('by %j asks for no rate that would count others', (filters) => {
    const limits = limitsOf(filters);
    const view = parseView('?f=is,goal,Buy&m=conversion_rate');
    const { totals, course } = overviewQueries('a.example', view, today, limits.dimensions, limits.hides);
    const asked = [totals, course, ...panelQueries('a.example', view, today, limits.hides), detailsQuery('a.example', view, today, goals, limits.hides)];
    expect(JSON.stringify(asked.map(({ metrics, order_by: order }) => [metrics, order]))).not.toContain('conversion_rate');
    expect(besideVisitors(goals, limits.hides)).toBe('events');
  });

  it('by a property has the numbers of events, as with such a filter', () => {
    const { dimensions, hides } = limitsOf([['is', 'event:props:plan', ['x']]]);
    expect(overviewQueries('a.example', parseView(''), today, dimensions, hides).tiles).toEqual(['visitors', 'visits', 'events']);
  });

  it('by a country, and a reader without one, may ask all', () => {
    expect(limitsOf([['is', 'visit:country', ['EE']]])).toEqual({ dimensions: ['country'], hides: [] });
    expect(overviewQueries('a.example', parseView('?f=is,goal,Buy'), today).tiles).toContain('conversion_rate');
    expect(besideVisitors(goals, NO_LIMITS.hides)).toBe('conversion_rate');
  });
});

describe('an address with a segment', () => {
  it('is shown through a link to another segment without it, and through any other as it is', () => {
    const view = parseView('?seg=2&m=visits');
    expect(withinLimit(view, '1')).toEqual(parseView('?m=visits'));
    expect(withinLimit(view, '2')).toBe(view);
    expect([null, undefined].map((segment) => withinLimit(view, segment))).toEqual([view, view]);
  });
});
