import { describe, expect, it } from 'vitest';
import { tabbed, tableOf } from '../src/ui/copyRows';

describe('rows to copy', () => {
  it('are lines with tabs, and no cell breaks them', () => expect(tabbed([['Page', 'Visitors'], ['/a\tb\n', 12], [null, undefined]])).toBe('Page\tVisitors\n/a b \t12\n\t'));
  it('are a table in which no text is markup', () =>
    expect(tableOf([['Page'], ['/<b>"&']])).toBe('<table><thead><tr><th>Page</th></tr></thead><tbody><tr><td>/&lt;b&gt;&quot;&amp;</td></tr></tbody></table>'));
});
