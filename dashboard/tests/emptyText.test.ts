import { describe, expect, it } from 'vitest';
import { emptyText } from '../src/panels/emptyText';
import { eventsWith } from '../src/api/listProperty';
import { hasRows } from '../src/panels/queries';
import { parseView } from '../src/url/view';

describe('a list without rows', () => {
  const [goals, sources] = [{ dimension: 'goal' }, { dimension: 'source' }];
  const skipped = { imports_included: false, imports_skip_reason: 'unsupported_query', imports_warning: 'Imports have no goals by property.' };

  it('says that nothing is there', () => {
    const asked = { isFiltered: false, imports: true, meta: { imports_included: false, imports_skip_reason: 'no_imported_data' } };
    expect(emptyText(goals, asked)).toBe('No goal was reached. Goals are made in the settings.');
    expect(emptyText(sources, asked)).toBe('No data in this period.');
    expect(emptyText(goals, { ...asked, isFiltered: true })).toBe('Nothing matches these filters in this period.');
    expect(emptyText(goals, { ...asked, imports: false, meta: skipped })).toMatch(/^No goal was reached\. /);
  });

  it('says that nothing was counted here where imported totals are left out', () => {
    const asked = { isFiltered: false, imports: true, meta: skipped };
    expect(emptyText(goals, asked)).toBe('No goal was reached here; imported goals are not shown.');
    expect(emptyText(sources, asked)).toBe('Nothing was counted here in this period; imported totals are not shown.');
    expect(emptyText(sources, { ...asked, isFiltered: true })).toBe('Nothing that was counted here matches these filters; imported totals are not shown.');
  });
});

describe('a property', () => {
  const plan = { dimension: 'props:plan' };
  const answer = (...values: string[]) => ({ results: values.map((value) => ({ dimensions: [value], metrics: [3] })), meta: { total_rows: values.length } }) as never;
  const { filters } = parseView('?f=is,props:plan,(none)');

  it('that no event has is no row, unless events without it were asked for', () => {
    expect(hasRows(plan, answer('(none)'), [])).toBe(false);
    expect(hasRows(plan, answer('(none)'), parseView('?f=is,page,/').filters)).toBe(false);
    expect(hasRows(plan, answer('(none)'), filters)).toBe(true);
    expect(hasRows(plan, answer('pro', '(none)'), [])).toBe(true);
    expect(hasRows(plan, answer(), [])).toBe(false);
    expect(hasRows({ dimension: 'page' }, answer('(none)'), [])).toBe(true);
  });

  it('that no event has is named', () => {
    const asked = { isFiltered: false, imports: false, meta: {}, hasOthers: true };
    expect(emptyText(plan, asked)).toBe('No event of this period has the property “plan”.');
    expect(emptyText(plan, { ...asked, isFiltered: true })).toBe('No event of this period has the property “plan” under these filters.');
    expect(emptyText(plan, { ...asked, hasOthers: false })).toBe('No data in this period.');
  });

  it('is looked for among all events of the period', () =>
    expect(eventsWith('a.example', parseView('?period=7d&f=is,page,/'), '2026-11-26', 'plan')).toEqual({
      site_id: 'a.example',
      date_range: '7d',
      metrics: ['events'],
      filters: [['is_not', 'event:props:plan', ['(none)']]],
    }));
});
