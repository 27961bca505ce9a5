import { apiDimension, CODED, isCoded } from '../url/filters';
import { countryName, languageName } from './text';

/** What the API calls a value that an event lacks. */
const NOT_SET = '(not set)';

/** A dimension whose values are codes that are shown by their names. */
interface Coded {
  readonly name: (code: string) => string;
  /** Whether a text is a code, in any case. */
  readonly form: RegExp;
  /** A code as the API has it. */
  readonly spell: (text: string) => string;
  /** The code by which it is called today, as GB for UK. */
  readonly today: (code: string) => string | undefined;
  /** The codes whose names can be searched. */
  readonly all: () => readonly string[];
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const PAIRS = LETTERS.flatMap((one) => LETTERS.map((other) => one + other));
/** Languages of three letters that browsers speak; there are thousands of others. */
const OF_THREE = 'ast ber bho brx cak ceb chr ckb csb doi dsb fil fur gsw haw hne hsb kab kok lij ltg mai mni nds sah sat scn szl trs vec yue zgh'.split(' ');
/** Codes that name no country, for which there are names all the same. */
const NO_COUNTRIES = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];

const CODES: Readonly<Record<(typeof CODED)[number], Coded>> = {
  country: {
    name: countryName,
    form: /^[a-z]{2}$/i,
    spell: (text) => text.toUpperCase(),
    today: (code) => new Intl.Locale(`und-${code}`).region,
    all: () => PAIRS.map((pair) => pair.toUpperCase()).filter((code) => !NO_COUNTRIES.includes(code)),
  },
  language: {
    name: languageName,
    // Imports may have a region, too, as in pt-BR.
    form: /^[a-z]{2,3}(-[a-z\d]+)*$/i,
    spell: (text) => text.toLowerCase(),
    today: (code) => new Intl.Locale(code).language,
    all: () => [...PAIRS, ...OF_THREE],
  },
};

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const named = new Map<string, readonly (readonly [code: string, name: string])[]>();

/** All codes that have a name with their names, and of several codes of a name first that of today. */
function namesOf(dimension: string): readonly (readonly [string, string])[] {
  const { all, name, today } = CODES[dimension as (typeof CODED)[number]];
  const known = named.get(dimension);
  if (known) return known;
  const isOld = ([code]: readonly [string, string]) => Number(today(code) !== code);
  const found = all().flatMap((code) => (name(code) === code ? [] : [[code, folded(name(code))] as const])).sort((one, other) => isOld(one) - isOld(other));
  named.set(dimension, found);
  return found;
}

/** The codes whose names contain a text, whatever its accents and capitals; and the code that it is itself. */
export function codesNamed(dimension: string, text: string): readonly string[] {
  const { form, spell } = CODES[dimension as (typeof CODED)[number]];
  const wanted = folded(text.trim());
  const codes = namesOf(dimension).filter(([, name]) => name.includes(wanted)).map(([code]) => code);
  const typed = form.test(text.trim()) ? [spell(text.trim())] : [];
  return [...new Set([...codes, ...typed, ...(NOT_SET.includes(wanted) ? [NOT_SET] : [])])];
}

/** The code that a text names: by its name, as a code, or as a part of one name alone; undefined for a text that names none, or several. */
export function codeOf(dimension: string, text: string): string | undefined {
  const { form, spell } = CODES[dimension as (typeof CODED)[number]];
  const wanted = folded(text.trim());
  if (wanted === NOT_SET) return NOT_SET;
  const names = namesOf(dimension);
  const code = spell(text.trim());
  const exact = names.find(([, name]) => name === wanted)?.[0] ?? (form.test(code) && names.some(([known]) => known === code) ? code : undefined);
  if (exact !== undefined) return exact;
  const parts = new Set(names.map(([, name]) => name).filter((name) => name.includes(wanted)));
  return parts.size === 1 ? names.find(([, name]) => parts.has(name))![0] : undefined;
}

/** Whether the API can filter by a value of a dimension. */
export function isCode(dimension: string, value: string): boolean {
  return value === NOT_SET || CODES[dimension as (typeof CODED)[number]].form.test(value);
}

/** The API's filters for values of a dimension that are found by a text; no name of a code has it: what is not set and is set is nothing. */
export function searchFilters(dimension: string, text: string): readonly unknown[][] {
  if (text === '') return [];
  const asked = apiDimension(dimension);
  if (!isCoded(dimension)) return [['contains', asked, [text], { case_sensitive: false }]];
  const codes = codesNamed(dimension, text);
  return codes.length > 0 ? [['is', asked, codes]] : [['is', asked, [NOT_SET]], ['is_not', asked, [NOT_SET]]];
}
