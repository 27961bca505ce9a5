import { describe, expect, it } from 'vitest';
import { codeOf, codesNamed, isCode, searchFilters } from '../src/format/codes';
import { checkValue } from '../src/filters/valueCheck';
import { operatorsOf } from '../src/url/filters';

describe('a dimension of codes', () => {
  it('is searched by the names that are shown, whatever their accents', () => {
    expect(codesNamed('country', 'india')).toEqual(['IN', 'IO']);
    expect(codesNamed('country', 'cote d')).toEqual(['CI']);
    expect(codesNamed('country', 'EE')).toEqual(['CC', 'GL', 'GR', 'EE']);
    expect(codesNamed('language', 'estonia')).toEqual(['et']);
    expect(codesNamed('language', 'yue')).toEqual(['yue']);
    expect(codesNamed('country', 'not se')).toEqual(['(not set)']);
    expect(codesNamed('country', 'Inda')).toEqual([]);
  });

  it.each([
    ['country', 'India', 'IN'],
    ['country', 'ee', 'EE'],
    ['country', 'Germany', 'DE'],
    ['country', 'Estoni', 'EE'],
    ['country', 'Serb', 'RS'],
    ['country', '(not set)', '(not set)'],
    ['country', 'Ind', undefined],
    ['country', 'Inda', undefined],
    ['country', 'QQ', undefined],
    ['language', 'Hebrew', 'he'],
    ['language', 'ET', 'et'],
    ['language', 'Klingonese', undefined],
  ])('%s %s is %s', (dimension, text, code) => expect(codeOf(dimension, text)).toBe(code));

  it('has values that the API takes', () => {
    expect(['EE', '(not set)', 'India'].map((value) => isCode('country', value))).toEqual([true, true, false]);
    expect(['et', 'pt-BR', 'Estonian, of course'].map((value) => isCode('language', value))).toEqual([true, true, false]);
  });

  it('asks for codes where others are asked for a part of a text, and for nothing where no name has it', () => {
    expect(searchFilters('country', 'eston')).toEqual([['is', 'visit:country', ['EE']]]);
    expect(searchFilters('country', 'Inda')).toEqual([['is', 'visit:country', ['(not set)']], ['is_not', 'visit:country', ['(not set)']]]);
    expect(searchFilters('city', 'Tar')).toEqual([['contains', 'visit:city_name', ['Tar'], { case_sensitive: false }]]);
    expect(searchFilters('country', '')).toEqual([]);
  });
});

describe('a value that is typed into a filter', () => {
  const goals = [{ display_name: 'Signup' }];

  it('is one that its dimension can have, or refused with what to do', () => {
    expect(checkValue('page', '/anything', goals)).toEqual({ value: '/anything' });
    expect(checkValue('country', 'india', goals)).toEqual({ value: 'IN' });
    expect(checkValue('goal', 'signup', goals)).toEqual({ value: 'Signup' });
    expect(checkValue('goal', 'Sinup', goals).problem).toContain('There is no goal “Sinup”. Choose one');
    expect(checkValue('country', 'Ind', goals).problem).toContain('“Ind” names no single country. Choose one');
    expect(checkValue('country', '', goals)).toEqual({});
  });

  it('can be a part or a pattern where values are no codes', () => expect(['country', 'language', 'city', 'goal'].map((dimension) => operatorsOf(dimension).length)).toEqual([2, 2, 6, 6]));
});
