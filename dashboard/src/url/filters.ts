/** A filter of the address: Plausible's third form, `is,country,EE,LV`. */
export interface Filter {
  readonly operator: Operator;
  /** The short name, as in `country` or `props:plan`. */
  readonly dimension: string;
  readonly values: readonly string[];
}

/** Filters of which one is enough: `any`, then each filter with its commas escaped. */
export interface AnyOf {
  readonly operator: 'any';
  readonly any: readonly Filter[];
}

/** One of the conditions that all must hold. */
export type Condition = Filter | AnyOf;

export function isGroup(condition: Condition): condition is AnyOf {
  return condition.operator === 'any';
}

/** The short names of the dimensions that conditions ask about: of what is counted, not of what its visitors have not done. */
export function dimensionsIn(conditions: readonly Condition[]): readonly string[] {
  return dimensionsOf(apiFilters(conditions));
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

/** Dimensions whose values are codes that are shown by their names. */
export const CODED = ['country', 'language'] as const;

export function isCoded(dimension: string): boolean {
  return (CODED as readonly string[]).includes(dimension);
}

/** The operators of a dimension: parts and patterns of codes would not be those of the names that are shown. */
export function operatorsOf(dimension: string): readonly { id: Operator; label: string }[] {
  return isCoded(dimension) ? OPERATORS.filter(({ id }) => id === 'is' || id === 'is_not') : OPERATORS;
}

/** Dimensions of events. */
const OF_EVENTS = new Set(['page', 'hostname', 'goal', 'name']);

/** Dimensions of visits, by their short names and by those that differ in the API. */
const OF_VISITS = new Set(
  ('source referrer channel utm_source utm_medium utm_campaign utm_content utm_term device screen browser browser_version os os_version country country_name ' +
    'region region_name region_code city city_name city_code language platform entry_page exit_page entry_page_hostname exit_page_hostname').split(' '),
);

const PROPERTY = 'props:';
const MOST_OF_KEY = 300;

/** Whether there is a dimension of a short name, by which the API can filter. */
export function isDimension(short: string): boolean {
  if (!short.startsWith(PROPERTY)) return OF_EVENTS.has(short) || OF_VISITS.has(short);
  return short.length > PROPERTY.length && short.length <= PROPERTY.length + MOST_OF_KEY;
}

/** The dimensions of a condition that do not exist. */
export function unknownIn(condition: Condition): readonly string[] {
  return (isGroup(condition) ? condition.any : [condition]).flatMap(({ dimension }) => (isDimension(dimension) ? [] : [dimension]));
}

/** Short names that differ from the API's. */
const RENAMED: Record<string, string> = { screen: 'device', region: 'region_name', city: 'city_name', region_code: 'region', city_code: 'city' };

/** A filter's dimension as the API calls it. */
export function apiDimension(short: string): string {
  if (short.startsWith(PROPERTY) || OF_EVENTS.has(short)) return `event:${short}`;
  return `visit:${RENAMED[short] ?? short}`;
}

/** The short name of an API's dimension. */
export function shortDimension(dimension: string): string {
  const name = dimension.replace(/^(event|visit):/, '');
  return Object.keys(RENAMED).find((short) => short !== 'screen' && RENAMED[short] === name) ?? name;
}

/** Reads one `f` of the address, still percent-encoded; undefined if it is none. */
export function parseCondition(encoded: string): Condition | undefined {
  const [operator, ...parts] = encoded.split(',').map(decode);
  if (operator !== 'any') return parseFilter(encoded);
  const any = parts.flatMap((part) => parseFilter(part) ?? []);
  return any.length > 1 ? { operator, any } : any[0];
}

/** Writes a condition for the address. */
export function formatCondition(condition: Condition): string {
  return isGroup(condition) ? ['any', ...condition.any.map((filter) => encode(formatFilter(filter)))].join(',') : formatFilter(condition);
}

/** Reads a filter as `parseCondition` does. */
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

/** The conditions as the API reads them. */
export function apiFilters(conditions: readonly Condition[]): unknown[][] {
  return conditions.map((condition) => {
    if (isGroup(condition)) return ['or', apiFilters(condition.any)];
    return condition.operator === 'has_not_done'
      ? ['has_not_done', ['is', apiDimension(condition.dimension), condition.values]]
      : [condition.operator, apiDimension(condition.dimension), condition.values];
  });
}

/**
 * The short names of the dimensions that the API's filters ask about, however deep. What visitors have done or not is a question of its own, which the API
 * does not count as a filter by its dimension; `withBehaviour` has it too.
 */
export function dimensionsOf(filters: unknown, withBehaviour = false): readonly string[] {
  if (!Array.isArray(filters)) return [];
  const [operator, dimension] = filters;
  if (typeof dimension === 'string') return /^(event|visit):/.test(dimension) ? [shortDimension(dimension)] : [];
  return !withBehaviour && /^has_/.test(operator) ? [] : filters.flatMap((filter) => dimensionsOf(filter, withBehaviour));
}

/** Where the filter of a dimension and an operator stands; -1 if there is none. */
function placeOf(filters: readonly Condition[], dimension: string, operator: Operator): number {
  return filters.findIndex((filter) => !isGroup(filter) && filter.dimension === dimension && filter.operator === operator);
}

/** The filters after a click on a value: one more, or one less if it was there. */
export function toggleValue(filters: readonly Condition[], dimension: string, value: string, operator: Operator = 'is'): Condition[] {
  const at = placeOf(filters, dimension, operator);
  const found = filters[at] as Filter | undefined;
  if (!found) return [...filters, { operator, dimension, values: [value] }];
  const values = found.values.includes(value) ? found.values.filter((known) => known !== value) : [...found.values, value];
  const changed = [...filters];
  if (values.length > 0) changed[at] = { ...found, values };
  else changed.splice(at, 1);
  return changed;
}

/** The filters after several values were chosen: they alone are wanted, or they too are not. */
export function chooseValues(filters: readonly Condition[], dimension: string, values: readonly string[], operator: 'is' | 'is_not'): Condition[] {
  const at = placeOf(filters, dimension, operator);
  const found = filters[at] as Filter | undefined;
  const kept = operator === 'is_not' && found ? found.values.filter((value) => !values.includes(value)) : [];
  const chosen = { operator, dimension, values: [...kept, ...values] };
  return found ? filters.map((filter, index) => (index === at ? chosen : filter)) : [...filters, chosen];
}
