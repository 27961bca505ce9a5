import { describe, expect, it } from 'vitest';
import { csvOf } from '../src/ui/csv';

describe('CSV', () => {
  it('quotes what would break a row, and nothing else', () => expect(csvOf([['a,b', 'say "so"', 'two\nlines', 'plain'], [1, -0.5, null, undefined]])).toBe('"a,b","say ""so""","two\nlines",plain\r\n1,-0.5,,\r\n'));
  it.each(['=1+1', '+1', '-1', '@x', '\tx', ' =1', '\u00A0@x', '\uFEFF=1', '\u200B\u2060+1', '\0-1', '\uFF1D1', '\uFF0B1', '\uFF0D1', '\uFF20x'])('keeps %j from being a formula', (text) => expect(csvOf([[text]])).toBe(`'${text}\r\n`));
  it.each(['\n=1', '\nx', '\rx'])('keeps %j from being a formula behind a line break', (text) => expect(csvOf([[text]])).toBe(`"'${text}"\r\n`));
  it.each([' ', ' x=1', '1-1', '\u200B'])('leaves %j as it is', (text) => expect(csvOf([[text]])).toBe(`${text}\r\n`));
});
