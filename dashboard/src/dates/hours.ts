import { countDays, wallTime, type Day } from './days';

/** Ranges of hours and minutes within days. A minute of the site's clock is written 2026-11-26T14:05; a range includes its last minute. */
export type Minute = string;

const MILLISECONDS = 60_000;
const DAY = 1440;

/** Whether a text is a minute of a day of the calendar. */
export function isMinute(text: string): boolean {
  const moment = new Date(`${text}:00Z`);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** The minute so many later on the clock, or earlier. */
export function addMinutes(minute: Minute, count: number): Minute {
  return new Date(Date.parse(`${minute}:00Z`) + count * MILLISECONDS).toISOString().slice(0, 16);
}

/** Minutes on the clock from the first to the last, both counted. */
export function countMinutes(first: Minute, last: Minute): number {
  return Math.round((Date.parse(`${last}:00Z`) - Date.parse(`${first}:00Z`)) / MILLISECONDS) + 1;
}

/** The days that a range of minutes fills; undefined where it cuts one. */
export function wholeDaysOf(first: Minute, last: Minute): readonly [Day, Day] | undefined {
  const days = [first.slice(0, 10), last.slice(0, 10)] as const;
  return countMinutes(first, last) === countDays(...days) * DAY ? days : undefined;
}

/** Whether the clock of a zone shows a minute: when it is put forward, it skips some. */
export function isShown(minute: Minute, zone: string): boolean {
  const wall = Date.parse(`${minute}:00Z`);
  const clock = (moment: number) => Date.parse(`${wallTime(new Date(moment), zone).replace(' ', 'T')}Z`);
  // What the clock is ahead of UTC a day before and a day after: one of both is what it is ahead at that minute.
  return [-DAY, DAY].map((minutes) => wall + minutes * MILLISECONDS).some((near) => clock(wall + near - clock(near)) === wall);
}

/**
 * A range with both its ends on the clock of a zone, which is moved by -1 or 1: the one nearest to it, so that nothing lies between it and the range that it was moved from, or,
 * where the clock skips both ends, the next one that way.
 */
export function shownRange(range: readonly [Minute, Minute], way: number, zone: string): readonly [Minute, Minute] {
  const step = isShown(range[0], zone) ? -1 : isShown(range[1], zone) ? 1 : way;
  const end = range[step > 0 ? 0 : 1];
  // A clock skips a day at most, where a zone crossed the date line.
  let moved = 0;
  while (Math.abs(moved) < DAY && !isShown(addMinutes(end, moved), zone)) moved += step;
  return [addMinutes(range[0], moved), addMinutes(range[1], moved)];
}
