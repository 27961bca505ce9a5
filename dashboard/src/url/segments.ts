import { OPERATORS, shortDimension, type Filter } from './filters';

/** The filters of a segment as chips show them; undefined if it has one that no chip can show, as with "or". */
export function filtersOf(stored: readonly unknown[]): readonly Filter[] | undefined {
  const filters = stored.map((one): Filter | undefined => {
    if (!Array.isArray(one) || one.length !== 3 || typeof one[1] !== 'string' || !Array.isArray(one[2])) return undefined;
    const operator = OPERATORS.find(({ id }) => id === one[0])?.id;
    return operator && { operator, dimension: shortDimension(one[1]), values: one[2].map(String) };
  });
  return filters.every((filter) => filter !== undefined) ? filters : undefined;
}

/** The short names of the dimensions that stored filters ask about, however deep. */
export function dimensionsOf(stored: unknown): readonly string[] {
  if (!Array.isArray(stored)) return [];
  const own = typeof stored[1] === 'string' && /^(event|visit):/.test(stored[1]) ? [shortDimension(stored[1])] : [];
  return [...own, ...stored.flatMap(dimensionsOf)];
}
