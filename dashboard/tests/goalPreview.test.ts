import { describe, expect, it } from 'vitest';
import { previewQuery } from '../src/settings/goalPreview';

describe('the preview of a goal', () => {
  const filters = (...properties: [string, string][]) => previewQuery('a.example', true, 'Purchase', properties).filters;

  it('counts who sent the event with its properties', () => {
    expect(filters()).toEqual([['is', 'event:name', ['Purchase']]]);
    expect(filters(['plan', 'team'], [' size ', 'L '])).toEqual([['is', 'event:name', ['Purchase']], ['is', 'event:props:plan', ['team']], ['is', 'event:props:size', ['L']]]);
  });

  it('waits for a property that has no name or no value yet', () => expect(filters(['', ''], ['plan', ''], ['', 'team'])).toEqual([['is', 'event:name', ['Purchase']]]));

  it('of a page has the properties of its views', () =>
    expect(previewQuery('a.example', false, '/shop/*', [['plan', 'team']])).toMatchObject({ date_range: '30d', metrics: ['visitors'], filters: [['matches', 'event:page', ['^/shop/[^/]*$']], ['is', 'event:props:plan', ['team']]] }));
});
