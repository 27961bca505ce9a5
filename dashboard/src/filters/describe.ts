import { dimensionName, valueName } from '../panels/reports';
import { isGroup, OPERATORS, type Condition, type Filter } from '../url/filters';
import { filtersOf } from '../url/segments';

const SHOWN = 3;

export function operatorName(filter: Filter): string {
  return OPERATORS.find((candidate) => candidate.id === filter.operator)?.label ?? filter.operator.replaceAll('_', ' ');
}

/** The values of a filter, of many the first ones. */
export function valuesOf(filter: Filter): string {
  const names = filter.values.map((value) => valueName(filter.dimension, value));
  return names.length > SHOWN ? `${names.slice(0, SHOWN - 1).join(', ')} +${names.length - SHOWN + 1}` : names.join(', ');
}

/** A condition in words. */
export function describe(condition: Condition): string {
  if (isGroup(condition)) return condition.any.map(describe).join(' or ');
  const filter = condition;
  return `${dimensionName(filter.dimension)} ${operatorName(filter)} ${valuesOf(filter)}`;
}

/** The filters of a segment in words; those that no chip can show as the API has them. */
export function describeStored(stored: readonly unknown[]): string {
  return filtersOf(stored)?.map(describe).join(' · ') ?? JSON.stringify(stored);
}
