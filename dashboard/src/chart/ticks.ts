import { startOfWeek } from '../dates/days';
import type { Interval } from '../dates/intervals';

type Rule = (label: string) => boolean;

const hourOf = (label: string) => Number(label.slice(11, 13));
const minuteOf = (label: string) => Number(label.slice(14, 16));
const everyHours = (count: number): Rule => (label) => minuteOf(label) === 0 && hourOf(label) % count === 0;
const everyMonths = (count: number): Rule => (label) => label.slice(8, 10) === '01' && (Number(label.slice(5, 7)) - 1) % count === 0;
const firstOfWeek: Rule = (label) => startOfWeek(label.slice(0, 10)) === label.slice(0, 10);

/** Where an axis may be labelled, from dense to sparse: at round hours, at the first days of weeks, at the first days of months. */
const RULES: Record<Interval, readonly Rule[]> = {
  minute: [(label) => minuteOf(label) % 5 === 0, (label) => minuteOf(label) % 15 === 0, everyHours(1), everyHours(2), everyHours(3), everyHours(6)],
  hour: [everyHours(1), everyHours(2), everyHours(3), everyHours(6), everyHours(12), everyHours(24)],
  day: [() => true, firstOfWeek, everyMonths(1), everyMonths(3), everyMonths(6), everyMonths(12)],
  week: [() => true],
  month: [() => true, everyMonths(3), everyMonths(6), everyMonths(12)],
};

/** The indexes of the buckets that are labelled, at most so many. */
export function ticks(labels: readonly string[], interval: Interval, most: number): number[] {
  for (const rule of RULES[interval]) {
    const found = labels.flatMap((label, index) => (rule(label) ? [index] : []));
    if (found.length <= most && found.length >= Math.min(2, most)) return found;
  }
  const step = Math.max(1, Math.ceil(labels.length / Math.max(1, most)));
  return labels.flatMap((_, index) => (index % step === 0 ? [index] : []));
}
