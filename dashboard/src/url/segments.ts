import { apiFilters, OPERATORS, shortDimension, type Condition, type Filter } from './filters';

/** The filters of a segment as chips show them; undefined if it has one that no chip can show, as with "not". */
export function filtersOf(stored: readonly unknown[]): readonly Condition[] | undefined {
  const conditions = stored.map((one): Condition | undefined => {
    if (!Array.isArray(one) || one[0] !== 'or' || one.length !== 2 || !Array.isArray(one[1])) return filterOf(one);
    const any = one[1].map(filterOf);
    return any.every((filter) => filter !== undefined) ? { operator: 'any', any } : undefined;
  });
  return conditions.every((condition) => condition !== undefined) ? conditions : undefined;
}

/** What a new segment has of the filters on the screen: those of the segment in use, which a segment can't name, and those beside it. */
export function joined(stored: readonly unknown[], conditions: readonly Condition[]): readonly unknown[] {
  return [...stored, ...apiFilters(conditions)];
}

function filterOf(stored: unknown): Filter | undefined {
  if (!Array.isArray(stored) || stored.length !== 3 || typeof stored[1] !== 'string' || !Array.isArray(stored[2])) return undefined;
  const operator = OPERATORS.find(({ id }) => id === stored[0])?.id;
  return operator && { operator, dimension: shortDimension(stored[1]), values: stored[2].map(String) };
}
