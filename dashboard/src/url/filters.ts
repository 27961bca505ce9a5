/** A filter of the address: Plausible's third form, `is,country,EE,LV`. */
export interface Filter {
  readonly operator: Operator;
  /** The short name, as in `country` or `props:plan`. */
  readonly dimension: string;
  readonly values: readonly string[];
}

export type Operator = 'is' | 'is_not' | 'contains' | 'contains_not' | 'matches' | 'matches_not' | 'has_not_done';

export const OPERATORS: readonly { id: Operator; label: string }[] = [
  { id: 'is', label: 'is' },
  { id: 'is_not', label: 'is not' },
  { id: 'contains', label: 'contains' },
  { id: 'contains_not', label: 'does not contain' },
  { id: 'matches', label: 'matches' },
  { id: 'matches_not', label: 'does not match' },
];

/** Dimensions of events; all other short names are of visits. */
const OF_EVENTS = new Set(['page', 'hostname', 'goal', 'name']);

/** Short names that differ from the API's. */
const RENAMED: Record<string, string> = { screen: 'device', region: 'region_name', city: 'city_name' };

/** A filter's dimension as the API calls it. */
export function apiDimension(short: string): string {
  if (short.startsWith('props:') || OF_EVENTS.has(short)) return `event:${short}`;
  return `visit:${RENAMED[short] ?? short}`;
}

/** The short name of an API's dimension. */
export function shortDimension(dimension: string): string {
  const name = dimension.replace(/^(event|visit):/, '');
  return Object.keys(RENAMED).find((short) => short !== 'screen' && RENAMED[short] === name) ?? name;
}

/** Reads one `f` of the address, still percent-encoded; undefined if it is none. */
export function parseFilter(encoded: string): Filter | undefined {
  const [operator, dimension, ...values] = encoded.split(',').map(decode);
  const known = OPERATORS.some((candidate) => candidate.id === operator) || operator === 'has_not_done';
  return known && dimension && values.length > 0 ? { operator: operator as Operator, dimension, values } : undefined;
}

/** Writes a filter for the address, commas of values escaped. */
export function formatFilter(filter: Filter): string {
  return [filter.operator, filter.dimension, ...filter.values].map(encode).join(',');
}

/** Encodes what would be read as syntax and leaves paths readable. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%20/g, '+');
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

/** The filters as the API reads them. */
export function apiFilters(filters: readonly Filter[]): unknown[][] {
  return filters.map((filter) =>
    filter.operator === 'has_not_done'
      ? ['has_not_done', ['is', apiDimension(filter.dimension), filter.values]]
      : [filter.operator, apiDimension(filter.dimension), filter.values],
  );
}

/** The filters after a click on a value: one more, or one less if it was there. */
export function toggleValue(filters: readonly Filter[], dimension: string, value: string, operator: Operator = 'is'): Filter[] {
  const at = filters.findIndex((filter) => filter.dimension === dimension && filter.operator === operator);
  const found = filters[at];
  if (!found) return [...filters, { operator, dimension, values: [value] }];
  const values = found.values.includes(value) ? found.values.filter((known) => known !== value) : [...found.values, value];
  const changed = [...filters];
  if (values.length > 0) changed[at] = { ...found, values };
  else changed.splice(at, 1);
  return changed;
}
