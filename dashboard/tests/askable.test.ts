import { describe, expect, it } from 'vitest';
import { refusalOf } from '../src/explore/askable';

const by = (dimension: string | undefined, split?: string, filters: readonly string[] = []) => ({ by: dimension, split, filters });

// As the API's rules for queries have it (QueryRules of Analytics.Core).
describe('a chart of Explore', () => {
  it.each([
    ['scroll_depth', by(undefined), 'needs a page'],
    ['time_on_page', by('country'), 'needs a page'],
    ['conversion_rate', by(undefined), 'needs a goal'],
    ['conversion_rate', by('name', 'props:plan', ['page']), 'needs a goal'],
    ['bounce_rate', by('goal'), 'not by goal'],
    ['visit_duration', by('country', 'hostname'), 'not by hostname'],
    ['views_per_visit', by(undefined, 'props:plan'), 'not by plan'],
    ['views_per_visit', by(undefined, undefined, ['page']), 'not of a page'],
    ['views_per_visit', by(undefined, 'page'), 'not of a page'],
    ['exit_rate', by('page'), 'by exit page only'],
    ['exit_rate', by('exit_page', 'country'), 'by exit page only'],
    ['exit_rate', by('exit_page', undefined, ['country', 'goal']), 'not of a goal'],
    ['exit_rate', by('exit_page', undefined, ['page']), 'not of a page'],
    ['percentage', by(undefined, 'country'), 'not by time'],
    ['group_conversion_rate', by(undefined, undefined, ['goal']), 'not by time'],
  ])('of %s by %j says %s', (metric, asking, reason) => expect(refusalOf(metric, asking)).toBe(reason));

  it.each([
    ['scroll_depth', by('page')],
    ['scroll_depth', by(undefined, 'page')],
    ['time_on_page', by('country', undefined, ['page'])],
    ['conversion_rate', by('country', 'goal')],
    ['conversion_rate', by(undefined, undefined, ['goal'])],
    ['bounce_rate', by('page', 'exit_page', ['goal', 'name'])],
    ['views_per_visit', by('page')],
    ['exit_rate', by('exit_page', undefined, ['hostname', 'country'])],
    ['percentage', by('goal', 'props:plan')],
    ['visitors', by('goal', 'page', ['name'])],
    ['total_revenue', by(undefined)],
  ])('of %s by %j is asked for', (metric, asking) => expect(refusalOf(metric, asking)).toBeUndefined());
});
