import { afterEach, describe, expect, it } from 'vitest';
import { addDays, addMonths, beginWeeksOn, countDays, endOfDay, endOfMonth, isDay, startOfWeek, wallTime, WEEKDAYS } from '../src/dates/days';
import { daysOfBucket, isCutAtStart, nearestInterval, presentIndex, validIntervals } from '../src/dates/intervals';
import { apiRange, daysOf, includesNow, PERIODS, shift } from '../src/dates/periods';

describe('days', () => {
  it.each([
    ['2026-11-30', 'Europe/Tallinn', '2026-11-30T21:59:59.000Z'],
    ['2026-03-29', 'Europe/Tallinn', '2026-03-29T20:59:59.000Z'],
    ['2026-11-30', 'Pacific/Kiritimati', '2026-11-30T09:59:59.000Z'],
    ['2026-11-30', 'Pacific/Pago_Pago', '2026-12-01T10:59:59.000Z'],
    ['2026-03-07', 'America/Havana', '2026-03-08T04:59:59.000Z'],
    ['2026-10-29', 'Africa/Cairo', '2026-10-29T21:59:59.000Z'],
  ])('%s in %s ends at %s', (day, zone, end) => expect(endOfDay(day, zone).toISOString()).toBe(end));

  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-29', 1, '2026-03-30'],
  ])('%s and %i days is %s', (day, count, expected) => expect(addDays(day, count)).toBe(expected));

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-11-01', 14, '2028-01-01'],
  ])('%s and %i months is %s', (day, count, expected) => expect(addMonths(day, count)).toBe(expected));

  it('knows the ends of months and weeks', () => {
    expect(endOfMonth('2028-02-10')).toBe('2028-02-29');
    expect(startOfWeek('2026-11-29')).toBe('2026-11-23');
    expect(startOfWeek('2026-11-23')).toBe('2026-11-23');
    expect(countDays('2026-10-20', '2026-10-30')).toBe(11);
  });

  describe('of weeks that begin on another day', () => {
    afterEach(() => beginWeeksOn('monday'));

    it.each(WEEKDAYS)('%s', (first) => {
      beginWeeksOn(first);
      for (let day = '2026-02-20'; day < '2026-03-10'; day = addDays(day, 1)) {
        let expected = day;
        while (new Date(`${expected}T00:00:00Z`).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }).toLowerCase() !== first) expected = addDays(expected, -1);
        expect(startOfWeek(day)).toBe(expected);
        expect(daysOfBucket(day, 'week')).toEqual([day, addDays(expected, 6)]);
        expect(isCutAtStart([day], 'week')).toBe(day !== expected);
      }
    });
  });

  it('takes only days of the calendar', () => {
    expect(['2026-02-29', '2026-13-01', '26-01-01', '', '2026-1-1'].map(isDay)).toEqual([false, false, false, false, false]);
    expect(isDay('2028-02-29')).toBe(true);
  });

  it('reads the clock of a zone, whatever the own one is', () => {
    const moment = new Date('2026-10-25T00:30:00Z');
    expect(wallTime(moment, 'Europe/Tallinn')).toBe('2026-10-25 03:30:00');
    expect(wallTime(moment, 'America/St_Johns')).toBe('2026-10-24 22:00:00');
    expect(wallTime(new Date('2026-11-25T22:05:00Z'), 'Europe/Tallinn')).toBe('2026-11-26 00:05:00');
  });
});

describe('periods', () => {
  const today = '2026-11-26';
const ZONE = 'Europe/Berlin';

  it.each([
    ['day', ['2026-11-26', '2026-11-26']],
    ['7d', ['2026-11-19', '2026-11-25']],
    ['28d', ['2026-10-29', '2026-11-25']],
    ['month', ['2026-11-01', '2026-11-26']],
    ['6mo', ['2026-05-01', '2026-10-31']],
    ['12mo', ['2025-11-01', '2026-10-31']],
    ['year', ['2026-01-01', '2026-11-26']],
  ])('%s is %j', (period, days) => expect(daysOf({ period }, today)).toEqual(days));

  it.each([
    ['day', '2026-10-15', ['2026-10-15', '2026-10-15']],
    ['7d', '2026-10-15', ['2026-10-08', '2026-10-14']],
    ['28d', '2026-10-15', ['2026-09-17', '2026-10-14']],
    ['30d', '2026-10-15', ['2026-09-15', '2026-10-14']],
    ['91d', '2026-10-15', ['2026-07-16', '2026-10-14']],
    ['month', '2026-10-01', ['2026-10-01', '2026-10-31']],
    ['month', '2026-10-15', ['2026-10-01', '2026-10-31']],
    ['month', '2026-11-03', ['2026-11-01', '2026-11-26']],
    ['month', '2026-12-03', ['2026-12-01', '2026-12-31']],
    ['6mo', '2026-10-15', ['2026-04-01', '2026-09-30']],
    ['12mo', '2026-10-15', ['2025-10-01', '2026-09-30']],
    ['year', '2025-01-01', ['2025-01-01', '2025-12-31']],
    ['year', '2026-02-01', ['2026-01-01', '2026-11-26']],
  ])('%s with the date %s is %j', (period, date, days) => expect(daysOf({ period, date }, today)).toEqual(days));

  it('asks for the whole month or year that a date falls in', () => {
    expect(apiRange({ period: 'month', date: '2026-10-01' }, today)).toEqual({ date_range: 'month', date: '2026-10-31' });
    expect(apiRange({ period: 'year', date: '2025-01-01' }, today)).toEqual({ date_range: 'year', date: '2025-12-31' });
    expect(apiRange({ period: 'month', date: '2026-11-03' }, today)).toEqual({ date_range: 'month' });
    expect(apiRange({ period: '28d', date: '2026-10-15' }, today)).toEqual({ date_range: '28d', date: '2026-10-15' });
    expect(shift({ period: 'month', date: '2026-10-01' }, -1, today, ZONE)).toEqual({ period: 'month', date: '2026-09-30' });
    expect(shift({ period: 'month', date: '2026-11-03' }, 1, today, ZONE)).toBeUndefined();
  });

  it('moves earlier and later, and becomes the running period again', () => {
    const earlier = shift({ period: 'month' }, -1, today, ZONE)!;
    expect(earlier).toEqual({ period: 'month', date: '2026-10-31' });
    expect(daysOf(earlier, today)).toEqual(['2026-10-01', '2026-10-31']);
    expect(shift(earlier, 1, today, ZONE)).toEqual({ period: 'month', date: undefined });
    expect(shift({ period: 'day', date: '2026-11-25' }, 1, today, ZONE)).toEqual({ period: 'day', date: undefined });
    PERIODS.forEach(({ id }) => {
      expect(shift({ period: id }, 1, today, ZONE)).toBeUndefined();
      expect(shift({ period: id, date: today }, 1, today, ZONE)).toBeUndefined();
    });
    expect(shift({ period: '28d', date: '2026-11-25' }, 1, today, ZONE)).toEqual({ period: '28d', date: undefined });
    expect(shift({ period: 'year' }, -1, today, ZONE)).toEqual({ period: 'year', date: '2025-12-31' });
    expect(shift({ period: 'custom', from: '2026-11-01', to: '2026-11-10' }, -1, today, ZONE)).toEqual({ period: 'custom', from: '2026-10-22', to: '2026-10-31' });
  });

  it('keeps a range that ends today ending today', () => {
    expect(apiRange({ period: 'custom', from: '2026-11-20', to: 'today' }, today)).toEqual({ date_range: ['2026-11-20', '2026-11-26'] });
    expect(includesNow({ period: 'custom', from: '2026-11-20', to: 'today' }, today)).toBe(true);
    expect(includesNow({ period: '28d' }, today)).toBe(false);
  });
});

describe('intervals', () => {
  it('offers what a range can show, and takes the nearest', () => {
    expect(validIntervals({ period: '28d' }, '2026-11-26')).toEqual(['hour', 'day', 'week']);
    expect(nearestInterval('minute', { period: '28d' }, '2026-11-26')).toBe('hour');
    expect(nearestInterval('month', { period: 'day' }, '2026-11-26')).toBe('hour');
    expect(nearestInterval(undefined, { period: '12mo' }, '2026-11-26')).toBe('day');
  });

  it('finds the bucket that still grows on the site’s clock', () => {
    const now = new Date('2026-11-25T22:05:00Z');
    expect(presentIndex(['2026-11-25', '2026-11-26', '2026-11-27'], now, 'Europe/Tallinn', 'day')).toBe(1);
    expect(presentIndex(['2026-11-24', '2026-11-25'], now, 'Europe/Tallinn', 'day')).toBe(-1);
    expect(presentIndex(['2026-11-19', '2026-11-25'], now, 'Europe/Tallinn', 'week')).toBe(1);
    expect(isCutAtStart(['2026-11-19', '2026-11-23'], 'week')).toBe(true);
    expect(isCutAtStart(['2026-11-23'], 'week')).toBe(false);
  });
});
