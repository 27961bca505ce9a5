import { countDays, startOfWeek, type Day } from '../dates/days';
import { beginsDay, type Interval } from '../dates/intervals';

/** Whether a bucket is labelled: by its own label, and by the one before it, of which the first has none. */
type Rule = (label: string, before: string | undefined) => boolean;

const dayOf = (label: string): Day => label.slice(0, 10);
const hourOf = (label: string) => Number(label.slice(11, 13));
const minuteOf = (label: string) => Number(label.slice(14, 16));
const everyMinutes = (count: number): Rule => (label) => minuteOf(label) % count === 0;
const everyHours = (count: number): Rule => (label, before) => beginsDay(label, before) || (minuteOf(label) === 0 && hourOf(label) % count === 0 && hourOf(label) !== 0);
const everyDays = (count: number): Rule => (label, before) => beginsDay(label, before) && countDays(EPOCH, dayOf(label)) % count === 0;
const everyWeeks = (count: number): Rule => (label, before) =>
  beginsDay(label, before) && startOfWeek(dayOf(label)) === dayOf(label) && Math.floor(countDays(EPOCH, dayOf(label)) / 7) % count === 0;
const everyMonths = (count: number): Rule => (label, before) => beginsDay(label, before) && label.slice(8, 10) === '01' && (Number(label.slice(5, 7)) - 1) % count === 0;

/** A day from which days are counted, so that the same ones are labelled in each chart. */
const EPOCH: Day = '2000-01-01';

const MONTHS = [everyMonths(1), everyMonths(3), everyMonths(6), everyMonths(12)];
const DAYS = [everyHours(24), everyDays(2), everyDays(3), everyWeeks(1), everyWeeks(2), ...MONTHS];
const HOURS = [everyHours(1), everyHours(2), everyHours(3), everyHours(6), everyHours(12), ...DAYS];

/** Where an axis may be labelled, from dense to sparse: at round hours, at the first moments of days, weeks and months. */
const RULES: Record<Interval, readonly Rule[]> = {
  minute: [everyMinutes(5), everyMinutes(15), ...HOURS],
  hour: HOURS,
  day: [() => true, everyWeeks(1), ...MONTHS],
  week: [() => true],
  month: [() => true, everyMonths(3), everyMonths(6), everyMonths(12)],
};

/** The indexes of the buckets that are labelled, at most so many. */
export function ticks(labels: readonly string[], interval: Interval, most: number): number[] {
  for (const rule of RULES[interval]) {
    const found = labels.flatMap((label, index) => (rule(label, labels[index - 1]) ? [index] : []));
    if (found.length <= most && found.length >= Math.min(2, most)) return found;
  }
  const days = labels.flatMap((label, index) => (beginsDay(label, labels[index - 1]) ? [index] : []));
  const named = days.length > 1 ? days : labels.map((_, index) => index);
  const step = Math.max(1, Math.ceil(named.length / Math.max(1, most)));
  return named.filter((_, at) => at % step === 0);
}
