import { addDays, addMonths, countDays, startOfMonth, startOfWeek, type Day } from '../dates/days';
import type { Interval } from '../dates/intervals';

/** A part of a range that is asked by itself. */
export interface Bucket {
  readonly from: Day;
  readonly to: Day;
}

/** Each bucket is a question: a month of days, half a year of weeks, else months. */
const MOST_DAYS = 31;
const MOST_WEEKS = 31;

/** The days, weeks or months of a range, cut where it begins and ends. */
export function bucketsOf(first: Day, last: Day): { readonly interval: Interval; readonly buckets: readonly Bucket[] } {
  const days = countDays(first, last);
  const interval = days <= MOST_DAYS ? 'day' : days <= MOST_WEEKS * 7 - 6 ? 'week' : 'month';
  const next = (day: Day) => (interval === 'day' ? addDays(day, 1) : interval === 'week' ? addDays(startOfWeek(day), 7) : addMonths(startOfMonth(day), 1));
  const buckets: Bucket[] = [];
  for (let from = first; from <= last; from = next(from)) {
    const end = addDays(next(from), -1);
    buckets.push({ from, to: end > last ? last : end });
  }
  return { interval, buckets };
}

/** The average of rates over a window of buckets, weighted by the visitors who began; nothing before the window is whole. */
export function pooledRates(counts: readonly { readonly began: number; readonly ended: number }[], window: number): readonly (number | null)[] {
  return counts.map((_, index) => {
    if (index + 1 < window) return null;
    const within = counts.slice(index + 1 - window, index + 1);
    const began = within.reduce((sum, one) => sum + one.began, 0);
    return began === 0 ? null : (100 * within.reduce((sum, one) => sum + one.ended, 0)) / began;
  });
}
