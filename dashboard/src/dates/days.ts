/** Calendar arithmetic on ISO days such as 2026-11-26, which belong to no zone. */
export type Day = string;

const MILLISECONDS = 86_400_000;

function utc(day: Day): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
}

function format(milliseconds: number): Day {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && format(utc(text)) === text;
}

export function addDays(day: Day, count: number): Day {
  return format(utc(day) + count * MILLISECONDS);
}

/** The same day of another month, or that month's last day if it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const first = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
  const wanted = `${first.slice(0, 8)}${day.slice(8)}`;
  return isDay(wanted) ? wanted : endOfMonth(first);
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

export function endOfMonth(day: Day): Day {
  return format(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0));
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(day: Day): number {
  return new Date(utc(day)).getUTCDay() || 7;
}

/** The days of the week as sites name them, from Monday. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

let firstOfWeek: Weekday = 'monday';

/** Begins all weeks on a day: that of the site whose screens are shown. */
export function beginWeeksOn(day: Weekday): void {
  firstOfWeek = day;
}

export function startOfWeek(day: Day): Day {
  return addDays(day, -((weekday(day) + 6 - WEEKDAYS.indexOf(firstOfWeek)) % 7));
}

/** Days from the first to the last, both counted. */
export function countDays(first: Day, last: Day): number {
  return Math.round((utc(last) - utc(first)) / MILLISECONDS) + 1;
}

/** A moment on the clock of a zone, as 2026-11-26 14:05:00. */
export function wallTime(moment: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? '00';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

const MOST_FROM_UTC = 15 * 3_600_000;

/** The last second of a day on the clock of a zone, whatever its clock skips or repeats. */
export function endOfDay(day: Day, zone: string): Date {
  let [last, next] = [utc(day) - MOST_FROM_UTC, utc(day) + MILLISECONDS + MOST_FROM_UTC];
  while (next - last > 1000) {
    const middle = Math.floor((last + next) / 2000) * 1000;
    if (wallTime(new Date(middle), zone).slice(0, 10) > day) next = middle;
    else last = middle;
  }
  return new Date(last);
}
