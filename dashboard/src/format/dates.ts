import type { Interval } from '../dates/intervals';
import { beginsDay, daysOfBucket } from '../dates/intervals';
import { addDays, WEEKDAYS, type Day, type Weekday } from '../dates/days';
import { addMinutes, type Minute } from '../dates/hours';
import { daysOf, minutesOf, periodOf, type RangeState } from '../dates/periods';
import { locale } from './numbers';

// Labels of the API are on the site's clock already: formatted as UTC they come out as they are, in whatever zone the browser is.
const ZONE = 'UTC';

function utc(label: string): Date {
  return new Date(`${label.slice(0, 10)}T${label.length > 10 ? label.slice(11, 19) : '00:00:00'}Z`);
}

export type Clock = 'auto' | 'h23' | 'h12';

/** The clock that this browser chose: 24 hours, 12 hours, or as its language has it. */
export function currentClock(): Clock {
  try {
    const chosen = localStorage.getItem('clock');
    return chosen === 'h23' || chosen === 'h12' ? chosen : 'auto';
  } catch {
    return 'auto';
  }
}

/** Chooses the clock, and begins the page again, because its formats are made once. */
export function chooseClock(clock: Clock): void {
  try {
    if (clock === 'auto') localStorage.removeItem('clock');
    else localStorage.setItem('clock', clock);
  } catch {
    return;
  }
  window.location.reload();
}

const clock = currentClock();
const HOURS: Intl.DateTimeFormatOptions = clock === 'auto' ? {} : { hourCycle: clock };

const formats = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...HOURS, ...options });
  formats.set(key, found);
  return found;
}

/** The years of days, which are left out where both are this one. */
function year(first: Day, last: Day, today: Day): Intl.DateTimeFormatOptions {
  return first.slice(0, 4) === today.slice(0, 4) && last.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' };
}

/** A range of days, as "27 Oct – 25 Nov". */
export function formatDays(first: Day, last: Day, today: Day): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', ...year(first, last, today) };
  return first === last ? format({ weekday: 'short', ...options }).format(utc(first)) : format(options).formatRange(utc(first), utc(last));
}

/** The time that a view shows, by its days or its hours; null where only the server knows it. */
export function formatRange(range: RangeState, today: Day): string | null {
  const minutes = minutesOf(range);
  const days = daysOf(range, today);
  if (!minutes) return days && formatDays(days[0], days[1], today);
  return formatHours(...minutes, today);
}

/** What a period is called: by its days where it is one of the past or was chosen, else by its name in the menu. */
export function nameOfRange(range: RangeState, today: Day): string {
  const entry = range.date ? undefined : periodOf(range.period);
  return entry?.label ?? formatRange(range, today) ?? 'Period';
}

/** A range from one minute of the clock up to the end of another. */
export function formatHours(first: Minute, last: Minute, today: Day): string {
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...year(first, last, today) };
  return format(options).formatRange(utc(`${first.slice(0, 16)}:00`), utc(`${addMinutes(last.slice(0, 16), 1)}:00`));
}

/** A day of the week in full. */
export function nameOfWeekday(day: Weekday): string {
  return format({ weekday: 'long' }).format(utc(addDays('2024-01-01', WEEKDAYS.indexOf(day))));
}

/** A bucket in full, for the readout. The label of a minute that a clock repeats ends with its offset from UTC. */
export function formatBucket(label: string, interval: Interval, today: Day): string {
  const [first, last] = daysOfBucket(label, interval);
  const years = year(first, last, today);
  switch (interval) {
    case 'minute':
    case 'hour':
      return `${format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...years }).format(utc(label))} ${label.slice(19)}`.trim();
    case 'day':
      return format({ weekday: 'short', day: 'numeric', month: 'short', ...years }).format(utc(label));
    case 'week':
      return formatDays(first, last, today);
    case 'month':
      return format({ month: 'long', year: 'numeric' }).format(utc(label));
  }
}

/** A bucket in few characters, for an axis; an hour with which a day begins, by the bucket before it, has the name of the day. */
export function formatTick(label: string, interval: Interval, spansYears: boolean, before?: string): string {
  const years: Intl.DateTimeFormatOptions = spansYears ? { year: '2-digit' } : {};
  switch (interval) {
    case 'minute':
    case 'hour':
      return format(beginsDay(label, before) ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }).format(utc(label));
    case 'month':
      return format({ month: 'short', ...years }).format(utc(label));
    default:
      return format({ day: 'numeric', month: 'short', ...years }).format(utc(label));
  }
}

let shownZone: string | undefined;

/** Has moments of no site's own, such as that of a lost connection, on a zone's clock: that of the site whose screens are shown; undefined for the browser's. */
export function showTimesIn(zone: string | undefined): void {
  shownZone = zone;
}

/** A moment of this browser, as all else that is shown has it. */
export function formatTime(moment: Date): string {
  return new Intl.DateTimeFormat(locale, { ...(shownZone ? { timeZone: shownZone } : {}), ...HOURS, timeStyle: 'short' }).format(moment);
}

/** A moment on a zone's clock. */
export function formatMoment(moment: string, zone: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...HOURS, ...options }).format(new Date(moment));
}
