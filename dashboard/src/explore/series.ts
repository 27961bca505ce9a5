import { inCurrency } from '../api/metrics';
import type { Answer, Query } from '../api/types';
import { currencyOf } from '../format/numbers';
import { courseOf, type CourseOptions, type Values } from '../chart/course';
import { extremesOf, type Ends } from '../chart/scale';
import { rowsOf } from '../ui/answerRows';

/** One line of a chart: its name, a value for each bucket, and their moving average. */
export interface Series {
  readonly name: string;
  /** The currency of its amounts. */
  readonly currency?: string | undefined;
  readonly values: Values;
  readonly average: Values | null;
  /** The values of what the period is compared with, and their average; absent where nothing is compared. */
  readonly comparison?: Values | null;
  readonly comparisonAverage?: Values | null;
}

/** What is drawn of a line: its average if it has one, and the same of the comparison. */
export function drawnOf(one: Series): { readonly line: Values; readonly compared: Values | null } {
  return { line: one.average ?? one.values, compared: (one.average ? one.comparisonAverage : one.comparison) ?? null };
}

/** The lines of the values of a dimension, each from an answer of its own. */
export function seriesOf(names: readonly string[], answers: readonly Answer[], options: CourseOptions): readonly Series[] {
  return names.flatMap((name, at) => {
    const answer = answers[at];
    if (!answer) return [];
    const { raw, average, comparison, comparisonAverage } = courseOf(answer, options);
    return [{ name, currency: currencyOf([answer]), values: raw, average, comparison, comparisonAverage }];
  });
}

/** The metric of a line's values, in their currency. */
export function metricOfLine(metric: string, line: Series): string {
  return inCurrency(metric, line.currency);
}

/** The lines of each chart: all in one, or those of each currency in one of its own, where lines without any amount have no place. */
export function byCurrency(series: readonly Series[]): readonly (readonly Series[])[] {
  const currencies = [...new Set(series.flatMap(({ currency }) => currency ?? []))];
  return currencies.length < 2 ? [series] : currencies.map((currency) => series.filter((one) => one.currency === currency));
}

/** The smallest and the largest of all values that are drawn, and 0; 1 as the largest where there is no other, so that an axis has a length. */
export function rangeOf(series: readonly Series[]): Ends {
  const [least, most] = extremesOf(series.flatMap((one) => [drawnOf(one).line, drawnOf(one).compared]));
  return least === 0 && most === 0 ? [0, 1] : [least, most];
}

/** The lines' rows as a file has them, each with the value of its line: what is drawn, which no single question has with its averages. */
export function rowsOfLines(course: Query, dimension: string, names: readonly string[], answers: readonly Answer[]): ReturnType<typeof rowsOf> {
  const named = answers.map((answer, at) => ({ ...answer, results: answer.results.map((row) => ({ ...row, dimensions: [...row.dimensions, names[at]!] })) }));
  return rowsOf({ ...course, dimensions: [...(course.dimensions ?? []), dimension] }, named);
}
