import { decode, isGroup, type Condition, type Filter } from './filters';

/** How codes of places look in Plausible's addresses: ISO 3166-2, and ids of GeoNames. */
const CODES: Readonly<Record<string, RegExp>> = { region: /^[A-Z]{2}-[A-Z0-9]{1,3}$/, city: /^\d+$/ };

/** Reads the labels of an address, each `l=EE-37,Harju`, still percent-encoded. */
export function labelsOf(encoded: readonly string[]): ReadonlyMap<string, string> {
  const pairs = encoded.map((one) => [decode(one.slice(0, one.indexOf(','))), decode(one.slice(one.indexOf(',') + 1))] as const);
  return new Map(pairs.filter(([code, name]) => code !== '' && name !== ''));
}

/**
 * A condition of Plausible's, which names regions and cities by codes, as conditions here, where they are named. Some sites have the codes, too, and some
 * spell the names otherwise, so that a place is the one of that name or of that code.
 */
export function placed(condition: Condition, labels: ReadonlyMap<string, string>): readonly Condition[] {
  if (isGroup(condition)) {
    const any = condition.any.map((filter) => byName(filter, labels));
    return [{ ...condition, any: any.flatMap((filters) => (filters.length > 1 && filters[0]!.operator === 'is_not' ? filters.slice(0, 1) : filters)) }];
  }
  const filters = byName(condition, labels);
  return filters.length > 1 && condition.operator === 'is' ? [{ operator: 'any', any: filters }] : filters;
}

function byName(filter: Filter, labels: ReadonlyMap<string, string>): readonly Filter[] {
  const form = CODES[filter.dimension];
  const codes = form && (filter.operator === 'is' || filter.operator === 'is_not') ? filter.values.filter((value) => form.test(value)) : [];
  if (codes.length === 0) return [filter];
  const names = filter.values.flatMap((value) => (codes.includes(value) ? (labels.get(value) ?? []) : value));
  return [...(names.length > 0 ? [{ ...filter, values: names }] : []), { ...filter, dimension: `${filter.dimension}_code`, values: codes }];
}
