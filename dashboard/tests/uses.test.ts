import { afterAll, describe, expect, it, vi } from 'vitest';

vi.stubGlobal('window', { addEventListener: () => undefined });
const { listOf, usesOfGoal, usesOfSegment } = await import('../src/api/uses');
const { whyItStays } = await import('../src/settings/deleteUnlessUsed');

afterAll(() => vi.unstubAllGlobals());

const named = (name: string, content: unknown, personal = false) => ({ name, personal, content }) as never;

describe('what uses a goal', () => {
  const stored = {
    segments: [
      named('Buyers', { filters: [['or', [['is', 'event:goal', ['Buy', 'Sign up']], ['is', 'visit:country', ['Buy']]]]] }),
      named('Not yet', { filters: [['has_not_done', ['is', 'event:goal', ['Buy']]]] }, true),
      named('Like it', { filters: [['contains', 'event:goal', ['Buy']]] }),
      named('The page', { filters: [['is', 'event:page', ['Buy']]] }),
    ],
    funnels: [named('To the sale', { steps: [{ page: '/' }, { goal: 'Buy' }] }), named('Event', { steps: [{ event: 'Buy' }, { goal: 'Buy it' }] })],
    alerts: [{ name: 'Nobody buys', goal: 'Buy' }, { name: 'Silence', goal: null }],
    views: [named('Buyers by day', { screen: 'explore', search: '?f=is,goal,Buy,Sign+up&by=country' }), named('All', { screen: 'explore', search: '?f=is,page,Buy' })],
  };

  it('is what names it: of that, what all see holds it, and what is personal or a chart does not', () =>
    expect(usesOfGoal('Buy', stored)).toEqual([
      { what: 'the segment “Buyers”', holds: true },
      { what: 'the segment “Not yet”', holds: false },
      { what: 'the funnel “To the sale”', holds: true },
      { what: 'the alert “Nobody buys”', holds: true },
      { what: 'the saved chart “Buyers by day”', holds: false },
    ]));

  it('is said in a sentence', () => {
    expect(listOf(['a'])).toBe('a');
    expect(listOf(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listOf(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c and 3 more');
  });
});

describe('what uses a segment', () => {
  const links = [
    { name: 'For the agency', segment: '3' },
    { name: 'All', segment: null },
    { name: 'Others', segment: '33' },
  ];
  const views = [named('Phones by day', { screen: 'explore', search: '?seg=3&by=country' }), named('All', { screen: 'explore', search: '?f=is,page,3' })];

  it('is the links that are limited to it, which hold it, and the saved charts with it', () => {
    const uses = usesOfSegment('3', links, views);
    expect(uses).toEqual([
      { what: 'the shared link “For the agency”', holds: true },
      { what: 'the saved chart “Phones by day”', holds: false },
    ]);
    expect(whyItStays('segment “Phones”', uses)).toBe('The segment “Phones” stays, because the shared link “For the agency” uses it. Change or delete that first.');
    expect(whyItStays('segment “Phones”', usesOfSegment('4', links, views))).toBeUndefined();
    expect(whyItStays('segment “Phones”', uses.slice(1))).toBeUndefined();
  });
});
