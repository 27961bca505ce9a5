import { describe, expect, it } from 'vitest';
import { REPORTS } from '../src/panels/reports';
import { apiDimension, apiFilters, chooseValues, dimensionsIn, formatCondition, formatFilter, isDimension, parseCondition, parseFilter, shortDimension, toggleValue } from '../src/url/filters';
import { DEFAULT_VIEW, formatView, parseView } from '../src/url/view';

describe('the view in the address', () => {
  it.each([
    '',
    '?period=day',
    '?period=month&date=2026-10-31',
    '?period=custom&from=2026-11-01&to=today&interval=hour',
    '?period=custom&from=2026-11-25T22:00&to=2026-11-26T01:59&interval=minute',
    '?comparison=off&avg=off',
    '?comparison=custom&compare_from=2025-11-01&compare_to=2025-11-28&match_day_of_week=false',
    '?m=visitors,bounce_rate&avg=28&view=bar',
    '?avg=e3.5&view=cumulative',
    '?f=any,is%2Ccountry%2CEE%2CLV,contains%2Cpage%2C/a%252Cb&f=is,device,Mobile',
    '?avg=28&lines=both&scale=log&view=bar',
    '?f=is,country,EE,LV&f=contains_not,page,/admin&seg=12',
    '?f=is,page,/a%2Cb,/%D1%82%D0%B5%D1%81%D1%82&tab.pages=exit',
    '?f=is,props:plan,a%26b%3Dc%25',
    '?period=realtime&q=shoes',
  ])('%s comes back as it was', (search) => expect(formatView(parseView(search))).toBe(search));

  it('leaves out what is at its default, and ignores what it does not know', () => {
    expect(formatView(DEFAULT_VIEW)).toBe('');
    const view = parseView('?period=fortnight&avg=1&interval=second&date=2026-02-30&f=like,page,/a&f=is,page&comparison=maybe&view=pie');
    expect({ ...view, rest: {} }).toEqual({ ...DEFAULT_VIEW, rest: {} });
  });

  it.each([
    ['?f=is,region,EE-37&l=EE-37,Harju', '?f=any,is%2Cregion%2CHarju,is%2Cregion_code%2CEE-37'],
    ['?f=is,city,588409,591632&l=588409,Tallinn&l=591632,Narva,+old', '?f=any,is%2Ccity%2CTallinn%2CNarva%252C%2Bold,is%2Ccity_code%2C588409%2C591632'],
    ['?f=is_not,city,588409&l=588409,Tallinn', '?f=is_not,city,Tallinn&f=is_not,city_code,588409'],
    ['?f=is,region,EE-37', '?f=is,region_code,EE-37'],
    ['?f=is,region,Harju&f=is,country,EE&l=EE,Estonia', '?f=is,region,Harju&f=is,country,EE'],
    ['?f=contains,city,12', '?f=contains,city,12'],
  ])('opens Plausible’s %s, which has codes of places and their names, as %s', (theirs, ours) => {
    expect(formatView(parseView(theirs))).toBe(ours);
    expect(formatView(parseView(ours))).toBe(ours);
  });

  it('asks for names and for codes of places by what the API calls them', () => {
    expect(apiFilters(parseView('?f=is,region,EE-37&l=EE-37,Harju').filters)).toEqual([['or', [['is', 'visit:region_name', ['Harju']], ['is', 'visit:region', ['EE-37']]]]]);
    expect(['visit:region', 'visit:region_name', 'visit:city', 'visit:country'].map((name) => apiDimension(shortDimension(name)))).toEqual(['visit:region', 'visit:region_name', 'visit:city', 'visit:country']);
  });

  it('leaves out filters by dimensions that there are not, and names these', () => {
    const view = parseView('?f=is,goal,Buy&f=is,visit:event:goal,Buy&f=any,is%2Ccountry%2CEE,is%2Ccolour%2Cred&f=has_not_done,colour,blue&f=is,props:,x&f=is,props:plan,x');
    expect(view.filters.map(formatCondition)).toEqual(['is,goal,Buy', 'is,props:plan,x']);
    expect(view.unknownDimensions).toEqual(['visit:event:goal', 'colour', 'props:']);
    expect(formatView(view)).toBe('?f=is,goal,Buy&f=is,props:plan,x');
    expect(parseView('?f=is,goal,Buy')).not.toHaveProperty('unknownDimensions');
  });

  it('opens a link of Plausible’s dashboard', () => {
    const view = parseView('?f=is,country,EE&l=EE,Estonia&period=day&date=2026-11-20&comparison=year_over_year');
    expect(view.filters).toEqual([{ operator: 'is', dimension: 'country', values: ['EE'] }]);
    expect([view.period, view.date, view.comparison]).toEqual(['day', '2026-11-20', 'year_over_year']);
  });
});

describe('a dimension', () => {
  // The short names of all that filters may have (DimensionTable.cs), and of all reports.
  const short = REPORTS.map(({ dimension }) => dimension);
  it.each([...short, 'os_version', 'platform', 'screen', 'region_name', 'exit_page_hostname', 'props:plan', `props:${'k'.repeat(300)}`])('%s is one', (name) => expect(isDimension(name)).toBe(true));
  it.each(['', 'time', 'time:day', 'segment', 'visit:country', 'props', 'props:', `props:${'k'.repeat(301)}`, 'constructor'])('%j is none', (name) => expect(isDimension(name)).toBe(false));
});

describe('several chosen values', () => {
  const others = [{ operator: 'is', dimension: 'country', values: ['EE'] } as const];
  it.each([
    ['is', [], ['/a', '/b'], ['/a', '/b']],
    ['is', ['/a', '/c'], ['/a', '/b'], ['/a', '/b']],
    ['is_not', ['/a', '/c'], ['/a', '/b'], ['/c', '/a', '/b']],
  ] as const)('%s: after %s, %s are %s', (operator, before, values, after) => {
    const filters = before.length > 0 ? [{ operator, dimension: 'page', values: before }, ...others] : others;
    const wanted = { operator, dimension: 'page', values: after };
    expect(chooseValues(filters, 'page', values, operator)).toEqual(before.length > 0 ? [wanted, ...others] : [...others, wanted]);
  });
});

describe('filters', () => {
  it('survive commas, percent signs and other scripts', () => {
    const filter = { operator: 'is', dimension: 'page', values: ['/a,b', '100 %', '/ру', '=,&#?'] } as const;
    expect(parseFilter(formatFilter(filter))).toEqual(filter);
  });

  it('are the API’s with its names of dimensions', () => {
    expect(apiFilters([{ operator: 'is', dimension: 'page', values: ['/'] }, { operator: 'contains_not', dimension: 'city', values: ['Tar'] }])).toEqual([
      ['is', 'event:page', ['/']],
      ['contains_not', 'visit:city_name', ['Tar']],
    ]);
  });

  it('of which one is enough are one condition, and a single one is itself', () => {
    const any = [{ operator: 'is', dimension: 'country', values: ['EE', 'a,b %'] }, { operator: 'contains', dimension: 'page', values: ['/sale'] }] as const;
    const group = { operator: 'any', any } as const;
    expect(parseCondition(formatCondition(group))).toEqual(group);
    expect(parseCondition('any,is%2Ccountry%2CEE,like%2Cpage%2C/')).toEqual({ operator: 'is', dimension: 'country', values: ['EE'] });
    expect(parseCondition('any')).toBeUndefined();
    expect(apiFilters([group])).toEqual([['or', [['is', 'visit:country', ['EE', 'a,b %']], ['contains', 'event:page', ['/sale']]]]]);
    expect(dimensionsIn([group, { operator: 'is', dimension: 'goal', values: ['x'] }])).toEqual(['country', 'page', 'goal']);
    expect(toggleValue([group], 'country', 'EE')).toEqual([group, { operator: 'is', dimension: 'country', values: ['EE'] }]);
  });

  it('take a value, another one, and let it go again', () => {
    const one = toggleValue([], 'country', 'EE');
    const two = toggleValue(one, 'country', 'LV');
    expect(two).toEqual([{ operator: 'is', dimension: 'country', values: ['EE', 'LV'] }]);
    expect(toggleValue(toggleValue(two, 'country', 'EE'), 'country', 'LV')).toEqual([]);
    expect(toggleValue(one, 'country', 'EE', 'is_not')).toHaveLength(2);
  });
});
