import { isCut, type Course, type Values } from './course';

/**
 * The values of complete buckets, and those of incomplete ones. For a line the latter include their neighbours, so that the segments to them
 * are drawn.
 */
export function splitIncomplete(course: Course, isLine: boolean): { complete: Values; incomplete: Values } {
  const { raw } = course;
  const isIncomplete = (index: number) => index >= 0 && isCut(course, index);
  return {
    complete: raw.map((value, index) => (isIncomplete(index) ? null : value)),
    incomplete: raw.map((value, index) => (isIncomplete(index) || (isLine && (isIncomplete(index + 1) || isIncomplete(index - 1))) ? value : null)),
  };
}

/** The average where it has all of its window, and before that, up to and with the first such bucket. */
export function splitAverage({ average, averageFrom }: Course): { whole: Values | null; warming: Values | null } {
  return {
    whole: average && average.map((value, index) => (index < averageFrom ? null : value)),
    warming: averageFrom === 0 ? null : average && average.map((value, index) => (index > averageFrom ? null : value)),
  };
}
