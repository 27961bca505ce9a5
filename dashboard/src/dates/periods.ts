import { addDays, addMonths, countDays, endOfMonth, startOfMonth, type Day } from './days';
import { addMinutes, countMinutes, isMinute, shownRange, type Minute } from './hours';
import type { Interval } from './intervals';

/** A range of the period menu. */
export interface PeriodEntry {
  readonly id: string;
  readonly label: string;
  /** The key that chooses it. */
  readonly key?: string;
  /** The first and last day as of a date, which is today unless the address names another; null where only the server knows them. */
  readonly days: (date: Day, today: Day) => readonly [Day, Day] | null;
  /** How far the arrows move; none where they do not. */
  readonly step?: (date: Day, direction: number) => Day;
  readonly interval: Interval;
}

const back = (count: number) => (date: Day) => [addDays(date, -count), addDays(date, -1)] as const;

/** The whole span of the calendar that a date falls in; the running one ends today. */
const whole = (start: (date: Day) => Day, end: (date: Day) => Day) => (date: Day, today: Day) => {
  const [first, last] = [start(date), end(date)];
  return [first, first <= today && today <= last ? today : last] as const;
};

/** All periods, in the order of the menu. The ids are those of the API's date_range. */
export const PERIODS: readonly PeriodEntry[] = [
  { id: 'day', label: 'Today', key: 'D', days: (date) => [date, date], step: (date, way) => addDays(date, way), interval: 'hour' },
  { id: 'realtime', label: 'Last 30 minutes', key: 'R', days: () => null, interval: 'minute' },
  { id: '24h', label: 'Last 24 hours', key: 'H', days: () => null, interval: 'hour' },
  { id: '7d', label: 'Last 7 days', key: 'W', days: back(7), step: (date, way) => addDays(date, 7 * way), interval: 'day' },
  { id: '28d', label: 'Last 28 days', key: 'F', days: back(28), step: (date, way) => addDays(date, 28 * way), interval: 'day' },
  { id: '30d', label: 'Last 30 days', key: 'T', days: back(30), step: (date, way) => addDays(date, 30 * way), interval: 'day' },
  { id: '91d', label: 'Last 91 days', key: 'N', days: back(91), step: (date, way) => addDays(date, 91 * way), interval: 'day' },
  { id: 'month', label: 'Month to date', key: 'M', days: whole(startOfMonth, endOfMonth), step: stepMonth, interval: 'day' },
  {
    id: '6mo',
    label: 'Last 6 months',
    key: 'S',
    days: (date) => [addMonths(startOfMonth(date), -6), addDays(startOfMonth(date), -1)],
    step: (date, way) => addMonths(startOfMonth(date), 6 * way),
    interval: 'day',
  },
  {
    id: '12mo',
    label: 'Last 12 months',
    key: 'L',
    days: (date) => [addMonths(startOfMonth(date), -12), addDays(startOfMonth(date), -1)],
    step: (date, way) => addMonths(startOfMonth(date), 12 * way),
    interval: 'day',
  },
  { id: 'year', label: 'Year to date', key: 'Y', days: whole(startOfYear, endOfYear), step: stepYear, interval: 'week' },
  { id: 'all', label: 'All time', key: 'A', days: () => null, interval: 'week' },
];

export const CUSTOM = 'custom';
export const DEFAULT_PERIOD = '28d';

function stepMonth(date: Day, way: number): Day {
  return endOfMonth(addMonths(startOfMonth(date), way));
}

function startOfYear(date: Day): Day {
  return `${date.slice(0, 4)}-01-01`;
}

function endOfYear(date: Day): Day {
  return `${date.slice(0, 4)}-12-31`;
}

function stepYear(date: Day, way: number): Day {
  return endOfYear(addMonths(startOfYear(date), 12 * way));
}

export function periodOf(id: string): PeriodEntry | undefined {
  return PERIODS.find((period) => period.id === id);
}

/** The days of a period that the page can work out itself; null for the others. */
export function daysOf(range: RangeState, today: Day): readonly [Day, Day] | null {
  if (range.period === CUSTOM) return range.from && range.to ? [resolve(range.from, today).slice(0, 10), resolve(range.to, today).slice(0, 10)] : null;
  return periodOf(range.period)?.days(range.date ?? today, today) ?? null;
}

/** The first and the last minute of a chosen range that cuts days; null for any other. */
export function minutesOf({ period, from, to }: RangeState): readonly [Minute, Minute] | null {
  return period === CUSTOM && from && to && isMinute(from) && isMinute(to) ? [from, to] : null;
}

/** What the range is called in names of files. */
export function fileNamesOf(range: RangeState, today: Day): readonly string[] {
  return minutesOf(range)?.map((minute) => minute.replace(':', '')) ?? daysOf(range, today) ?? [range.period];
}

/** The part of a view that says which time it shows. */
export interface RangeState {
  readonly period: string;
  readonly date?: Day | undefined;
  /** The first and the last day of a chosen range, or its first and last minute. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Chosen days or minutes as a range of their own, without what belonged to the one before. */
export function chosenRange(from: string, to: string, interval?: Interval): RangeState & { readonly interval: Interval | undefined } {
  return { period: CUSTOM, from, to, date: undefined, interval };
}

/**
 * A range moved earlier (-1) or later (1); undefined if it can't be, or is the latest already.
 * @param zone The site's time zone: a range of minutes steps over those that its clock skips.
 */
export function shift(range: RangeState, way: number, today: Day, zone: string): RangeState | undefined {
  const minutes = minutesOf(range);
  if (minutes) {
    const length = way * countMinutes(...minutes);
    const [from, to] = shownRange([addMinutes(minutes[0], length), addMinutes(minutes[1], length)], way, zone);
    return from.slice(0, 10) > today ? undefined : { period: CUSTOM, from, to };
  }
  if (range.period === CUSTOM) {
    const days = daysOf(range, today);
    if (!days) return undefined;
    const length = countDays(days[0], days[1]);
    const from = addDays(days[0], way * length);
    return from > today ? undefined : { period: CUSTOM, from, to: addDays(days[1], way * length) };
  }
  const entry = periodOf(range.period);
  if (!entry?.step) return undefined;
  const from = range.date ?? today;
  if (way > 0 && (from >= today || includesNow(range, today))) return undefined;
  const date = entry.step(from, way);
  // Whatever includes today is the running period again.
  return { period: range.period, date: date >= today ? undefined : date };
}

/** A day of the address, where `today` is one that moves on. */
export function resolve(day: string, today: Day): Day {
  return day === 'today' ? today : day;
}

/** What the API calls the range. */
export function apiRange(range: RangeState, today: Day): { date_range: string | [string, string]; date?: Day } {
  const minutes = minutesOf(range);
  if (minutes) return { date_range: [`${minutes[0]}:00`, `${minutes[1]}:59`] };
  if (range.period === CUSTOM) {
    const days = daysOf(range, today);
    return { date_range: days ? [days[0], days[1]] : DEFAULT_PERIOD };
  }
  if (!range.date) return { date_range: range.period };
  if (range.period !== 'month' && range.period !== 'year') return { date_range: range.period, date: range.date };
  // The API ends a month and a year at their date.
  const last = daysOf(range, today)?.[1];
  return last === undefined || last === today ? { date_range: range.period } : { date_range: range.period, date: last };
}

/**
 * Whether the range has a bucket that still grows.
 * @param now The time on the site's clock; without it, a range of minutes of today is taken for one that grows.
 */
export function includesNow(range: RangeState, today: Day, now?: string): boolean {
  const minutes = minutesOf(range);
  const minute = now?.replace(' ', 'T').slice(0, 16);
  if (minutes && minute) return minutes[0] <= minute && minute <= minutes[1];
  const days = daysOf(range, today);
  return days ? days[0] <= today && days[1] >= today : true;
}
