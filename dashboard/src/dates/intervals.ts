import { addDays, addMonths, countDays, startOfMonth, startOfWeek, wallTime, type Day } from './days';
import { countMinutes } from './hours';
import { CUSTOM, daysOf, minutesOf, periodOf, type RangeState } from './periods';

export type Interval = 'minute' | 'hour' | 'day' | 'week' | 'month';

/** From fine to coarse. */
export const INTERVALS: readonly Interval[] = ['minute', 'hour', 'day', 'week', 'month'];

/** The intervals that a range of so many days may be shown by: enough points to see a course, few enough to read. */
function ofDays(count: number): readonly Interval[] {
  if (count <= 1) return ['minute', 'hour'];
  if (count <= 7) return ['hour', 'day'];
  if (count <= 40) return ['hour', 'day', 'week'];
  if (count <= 92) return ['day', 'week', 'month'];
  return count <= 1100 ? ['day', 'week', 'month'] : ['week', 'month'];
}

/** Those of a range that cuts days, in which a day is no whole bucket; the API has minutes of up to 24 hours. */
function ofMinutes(count: number): readonly Interval[] {
  return count <= 60 ? ['minute'] : count <= 24 * 60 ? ['minute', 'hour'] : ['hour', 'day'];
}

export function validIntervals(range: RangeState, today: Day): readonly Interval[] {
  if (range.period === 'realtime') return ['minute'];
  if (range.period === '24h') return ['minute', 'hour'];
  const minutes = minutesOf(range);
  if (minutes) return ofMinutes(countMinutes(...minutes));
  const days = daysOf(range, today);
  return days ? ofDays(countDays(days[0], days[1])) : ['day', 'week', 'month'];
}

export function defaultInterval(range: RangeState, today: Day): Interval {
  const minutes = minutesOf(range);
  if (minutes) return countMinutes(...minutes) <= 60 ? 'minute' : 'hour';
  const days = daysOf(range, today);
  if (range.period === CUSTOM && days) {
    const count = countDays(days[0], days[1]);
    return count <= 1 ? 'hour' : count <= 400 ? 'day' : 'week';
  }
  return periodOf(range.period)?.interval ?? 'day';
}

/** The interval to show: the one asked for if the range allows it, else the nearest that it does. */
export function nearestInterval(asked: Interval | undefined, range: RangeState, today: Day): Interval {
  const valid = validIntervals(range, today);
  if (!asked) {
    const preferred = defaultInterval(range, today);
    return valid.includes(preferred) ? preferred : valid[0]!;
  }
  const distance = (interval: Interval) => Math.abs(INTERVALS.indexOf(interval) - INTERVALS.indexOf(asked));
  return valid.reduce((best, interval) => (distance(interval) < distance(best) ? interval : best));
}

/** The label of the bucket in which a moment lies. */
export function bucketAt(moment: Date, zone: string, interval: Interval): string {
  const wall = wallTime(moment, zone);
  const day = wall.slice(0, 10);
  switch (interval) {
    case 'minute':
      return `${wall.slice(0, 16)}:00`;
    case 'hour':
      return `${wall.slice(0, 13)}:00:00`;
    case 'day':
      return day;
    case 'week':
      return startOfWeek(day);
    case 'month':
      return startOfMonth(day);
  }
}

/** The index of the bucket that still grows; -1 if all are complete. A week's label may be the range's first day. */
export function presentIndex(labels: readonly string[], now: Date, zone: string, interval: Interval): number {
  const present = bucketAt(now, zone, interval);
  const exact = labels.indexOf(present);
  if (exact >= 0 || (interval !== 'week' && interval !== 'month')) return exact;
  const next = interval === 'week' ? addDays(present, 7) : addMonths(present, 1);
  return labels.findIndex((label) => label > present && label < next);
}

/** Whether a day begins with a bucket, by the one before it; where clocks go forward at midnight, it does so at 1 o'clock. */
export function beginsDay(label: string, before: string | undefined): boolean {
  return before === undefined ? label.length === 10 || label.slice(11, 16) === '00:00' : before.slice(0, 10) !== label.slice(0, 10);
}

/** Whether a range cuts its first bucket, which then is smaller than the others. */
export function isCutAtStart(labels: readonly string[], interval: Interval): boolean {
  const first = labels[0];
  if (!first) return false;
  return (interval === 'week' && startOfWeek(first) !== first) || (interval === 'month' && startOfMonth(first) !== first);
}

/** The days of a bucket. */
export function daysOfBucket(label: string, interval: Interval): readonly [Day, Day] {
  const day = label.slice(0, 10);
  if (interval === 'week') return [day, addDays(startOfWeek(day), 6)];
  return interval === 'month' ? [day, addDays(addMonths(startOfMonth(day), 1), -1)] : [day, day];
}
