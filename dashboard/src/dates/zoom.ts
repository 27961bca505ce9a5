import type { Day } from './days';
import { countMinutes, wholeDaysOf } from './hours';
import { daysOfBucket, INTERVALS, nearestInterval, validIntervals, type Interval } from './intervals';
import { chosenRange, type RangeState } from './periods';

/** The most buckets that zooming shows: with more, it keeps its interval. */
const MOST_ZOOMED = 400;

/** About how many minutes an interval has. */
const MINUTES: Record<Interval, number> = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200 };

/** The minutes of a bucket on the clock, both counted. */
function minutesOfBucket(label: string, interval: Interval): readonly [string, string] {
  const at = (end: string) => `${label.slice(0, 10)}T${label.length > 10 ? label.slice(11, 16) : end}`;
  if (interval === 'minute') return [at(''), at('')];
  if (interval === 'hour') return [at(''), `${at('').slice(0, 13)}:59`];
  const [first, last] = daysOfBucket(label, interval);
  return [`${first}T00:00`, `${last}T23:59`];
}

/** The range from one bucket to another, by the next finer interval where that has not too many buckets. */
export function zoomedRange(first: string, last: string, interval: Interval, today: Day): RangeState & { readonly interval: Interval | undefined } {
  const [from, to] = [minutesOfBucket(first, interval)[0], minutesOfBucket(last, interval)[1]];
  const range = chosenRange(...(wholeDaysOf(from, to) ?? [from, to]));
  const finer = INTERVALS[INTERVALS.indexOf(interval) - 1];
  const count = finer && countMinutes(from, to) / MINUTES[finer];
  const wanted = finer && count! <= MOST_ZOOMED && validIntervals(range, today).includes(finer) ? finer : interval;
  return { ...range, interval: nearestInterval(undefined, range, today) === wanted ? undefined : nearestInterval(wanted, range, today) };
}
