/** Which numbers a field takes. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Whether it takes no fractions. */
  readonly whole?: boolean;
  /** Whether it may be empty. */
  readonly optional?: boolean;
}

/** A number that one reads as thousands and another as a fraction of three digits. */
const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/** Reads what was typed, with a point or a comma before the fraction: null if it is empty, undefined if it is no number, or could be two. */
export function readNumber(text: string): number | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  return /^(\d+[.,]?\d*|[.,]\d+)$/.test(typed) && !AMBIGUOUS.test(typed) ? Number(typed.replace(',', '.')) : undefined;
}

/** Why a field can't take what was typed, and what it takes; undefined if it can. */
export function numberProblem(text: string, { least, most, whole = false, optional = false }: NumberRange): string | undefined {
  const number = readNumber(text);
  if (number === null && optional) return undefined;
  const isForm = typeof number === 'number' && (!whole || /^\s*\d+\s*$/.test(text));
  if (isForm && number >= least && number <= most) return undefined;
  const remedy = `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}${optional ? ', or nothing' : ''}`;
  if (number === null) return `Give ${remedy}.`;
  return `“${text.trim()}” is ${isForm ? 'out of range' : whole && number !== undefined ? 'no whole number' : 'no number'}: give ${remedy}.`;
}
