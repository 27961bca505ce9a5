/** Which numbers a field takes. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Whether it takes no fractions. */
  readonly whole?: boolean;
  /** Whether it may be empty. */
  readonly optional?: boolean;
}

/** A number, with a point or a comma before its fraction, and perhaps with a sign and a power of ten. */
const NUMBER = /^[-+−]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?$/i;
/** A number that one reads as thousands and another as a fraction of three digits. */
const AMBIGUOUS = /^[-+−]?[1-9]\d{0,2}[.,]\d{3}$/;

/** Reads what was typed: null if it is empty, undefined if it is no number, or could be two. */
export function readNumber(text: string): number | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  return NUMBER.test(typed) && !AMBIGUOUS.test(typed) ? Number(typed.replace(',', '.').replace('−', '-')) : undefined;
}

/** Why a field can't take what was typed, and what it takes; undefined if it can. */
export function numberProblem(text: string, { least, most, whole = false, optional = false }: NumberRange): string | undefined {
  const number = readNumber(text);
  if (number === null && optional) return undefined;
  const isForm = typeof number === 'number' && (!whole || Number.isInteger(number));
  if (isForm && number >= least && number <= most) return undefined;
  const remedy = `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}${optional ? ', or nothing' : ''}`;
  if (number === null) return `Give ${remedy}.`;
  const typed = text.trim();
  const wrong = isForm ? 'is out of range' : number !== undefined ? 'is no whole number' : AMBIGUOUS.test(typed) ? `may mean ${Number(typed.replace(/[^\d]/g, ''))} or a fraction` : 'is no number';
  return `“${typed}” ${wrong}: give ${remedy}.`;
}
