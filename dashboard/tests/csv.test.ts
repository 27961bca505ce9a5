import { describe, expect, it } from 'vitest';
import { csvOf } from '../src/ui/csv';

describe('CSV', () => {
  it('quotes what would break a row, and nothing else', () => expect(csvOf([['a,b', 'say "so"', 'two\nlines', 'plain'], [1, -0.5, null, undefined]])).toBe('"a,b","say ""so""","two\nlines",plain\r\n1,-0.5,,\r\n'));
  it.each(['=1+1', '+1', '-1', '@x', '\tx'])('keeps %j from being a formula', (text) => expect(csvOf([[text]])).toBe(`'${text}\r\n`));
});
