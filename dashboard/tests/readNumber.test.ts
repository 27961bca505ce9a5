import { describe, expect, it } from 'vitest';
import { numberProblem, readNumber } from '../src/format/readNumber';

describe('a number that is typed', () => {
  it.each([
    ['12.5', 12.5],
    ['12,5', 12.5],
    [' 7 ', 7],
    ['0,01', 0.01],
    [',5', 0.5],
    ['', null],
    ['  ', null],
    ['48h', undefined],
    ['50%', undefined],
    ['1.000,5', undefined],
    ['1,000', undefined],
    ['12.500', undefined],
    ['0.125', 0.125],
    ['1000', 1000],
    ['4OO', undefined],
    ['-3', -3],
    ['−3', -3],
    ['+3', 3],
    ['1e3', 1000],
    ['2,5E-1', 0.25],
    ['-1.000', undefined],
    ['3-', undefined],
    ['e3', undefined],
    [',', undefined],
  ])('%j is %s', (text, number) => expect(readNumber(text)).toBe(number));

  it('is refused with what the field takes, and never taken for another one', () => {
    const percent = { least: 0.01, most: 100 };
    const hours = { least: 2, most: 168, whole: true };
    expect(['12,5', '100', '0,01'].map((text) => numberProblem(text, percent))).toEqual([undefined, undefined, undefined]);
    expect(numberProblem('48h', hours)).toBe('“48h” is no number: give a whole number from 2 to 168.');
    expect(numberProblem('2,5', hours)).toBe('“2,5” is no whole number: give a whole number from 2 to 168.');
    expect(numberProblem('1.000', { least: 1, most: 36_525, whole: true, optional: true })).toBe('“1.000” may mean 1000 or a fraction: give a whole number from 1 to 36525, or nothing.');
    expect(numberProblem('169', hours)).toBe('“169” is out of range: give a whole number from 2 to 168.');
    expect(['7.0', '7,', '1e2'].map((text) => numberProblem(text, hours))).toEqual([undefined, undefined, undefined]);
    expect(numberProblem('-5', hours)).toBe('“-5” is out of range: give a whole number from 2 to 168.');
    expect(numberProblem('1e3', hours)).toBe('“1e3” is out of range: give a whole number from 2 to 168.');
    expect(numberProblem('', hours)).toBe('Give a whole number from 2 to 168.');
    expect(numberProblem('', { ...hours, optional: true })).toBeUndefined();
  });
});
