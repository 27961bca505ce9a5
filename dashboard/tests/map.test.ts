import { describe, expect, it } from 'vitest';
import { SHAPES } from '../src/map/countries';
import { quantiles, shadeOf } from '../src/map/levels';

describe('a map', () => {
  it('divides the countries evenly between its shades, however far apart their numbers are', () => {
    const values = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 5000];
    const edges = quantiles(values);
    const shades = values.map((value) => shadeOf(value, edges));
    expect(shades).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  });

  it('has fewer shades where there are fewer values', () => {
    expect([quantiles([]), quantiles([7]), quantiles([7, 7, 7])]).toEqual([[], [], []]);
    expect(shadeOf(9, quantiles([7, 9]))).toBe(2);
  });

  it('draws each country once, by the code of its language names', () => {
    const codes = SHAPES.map(([code]) => code).filter(Boolean);
    expect(codes.length).toBe(new Set(codes).size);
    expect(codes.length).toBeGreaterThan(170);
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(codes.filter((code) => names.of(code) === undefined)).toEqual([]);
    expect(SHAPES.every(([, shape]) => /^M[\d.,MLZ-]+$/.test(shape))).toBe(true);
  });
});
