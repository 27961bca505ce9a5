import { describe, expect, it } from 'vitest';
import { emptyText } from '../src/panels/emptyText';

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
