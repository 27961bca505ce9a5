import type { Row } from '../api/types';
import { currencyIn, numberOf } from '../format/numbers';

/** The bars of a table: how wide each row's is, and how many currencies have a scale of their own. */
export interface Bars {
  readonly currencies: number;
  /** The part of the widest bar that the first number of a row has, from 0 to 1. */
  readonly of: (row: Row) => number;
}

/** Bars of the rows' first numbers. Amounts are compared with those in the same currency alone; what is below 0 has no bar. */
export function barsOf(rows: readonly Row[]): Bars {
  const most = new Map<string | undefined, number>();
  for (const { metrics: [value] } of rows) {
    const currency = currencyIn(value);
    most.set(currency, Math.max(most.get(currency) ?? 0, numberOf(value) ?? 0));
  }
  return {
    currencies: [...most.keys()].filter((currency) => currency !== undefined).length,
    of: ({ metrics: [value] }) => Math.max(0, (numberOf(value) ?? 0) / (most.get(currencyIn(value)) || 1)),
  };
}
