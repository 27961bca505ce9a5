import type { Values } from './course';

/** A length of a picture as it is written. */
export const fixed = (value: number) => String(Number(value.toFixed(1)));

/** A path of SVG through the values; where one is missing it begins again after it. */
export function pathOf(values: Values, x: (index: number) => number, y: (value: number) => number): string {
  return values.map((value, index) => (value === null ? '' : `${(values[index - 1] ?? null) === null ? 'M' : 'L'}${fixed(x(index))} ${fixed(y(value))}`)).join('');
}

/** The indexes of values without a value on either side. No line leads to them, so they are drawn as points. */
export function loneOf(values: Values): readonly number[] {
  return values.flatMap((value, index) => (value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : []));
}
