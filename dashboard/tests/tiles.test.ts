import { describe, expect, it } from 'vitest';
import { overviewQueries } from '../src/overview/queries';
import { dimensionsOf } from '../src/url/filters';
import { parseView } from '../src/url/view';

const today = '2026-11-26';
const tilesOf = (search: string, segment?: readonly unknown[]) => overviewQueries('a.example', parseView(search), today, dimensionsOf(segment)).tiles;

describe('the tiles', () => {
  it.each(['?f=is,name,signup', '?f=is,props:plan,team', '?f=any,is%2Cname%2Csignup,is%2Ccountry%2CEE', '?f=has_not_done,goal,Buy', '?f=has_not_done,page,/'])(
    'of %s ask for nothing that needs a goal or a page among the filters',
    (search) => {
      const tiles = tilesOf(search);
      expect(tiles).toContain('visitors');
      ['conversion_rate', 'scroll_depth', 'time_on_page'].forEach((metric) => expect(tiles).not.toContain(metric));
    },
  );

  it.each([[[['has_done', ['is', 'event:goal', ['Buy']]]]], [[['and', [['is', 'visit:country', ['EE']], ['not', ['has_not_done', ['is', 'event:page', ['/']]]]]]]]])(
    'of a segment with %j are those without it, since what visitors did is no filter of what is counted',
    (filters) => expect(tilesOf('', filters)).toEqual(tilesOf('')),
  );

  it('of a segment whose values look like dimensions are those of its dimension', () =>
    expect(tilesOf('', [['is', 'visit:utm_term', ['is', 'event:goal']]])).toEqual(tilesOf('')));

  it('have the conversion rate where a goal is a filter, or in a segment', () => {
    expect(tilesOf('?f=is,goal,Buy')).toContain('conversion_rate');
    expect(tilesOf('?f=is,name,signup&f=is,goal,Buy')).toContain('conversion_rate');
    expect(tilesOf('', [['or', [['is', 'event:goal', ['Buy']]]]])).toContain('conversion_rate');
  });
});
