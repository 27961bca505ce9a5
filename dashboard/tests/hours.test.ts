import { describe, expect, it } from 'vitest';
import { comparisonOf } from '../src/api/siteQueries';
import { addMinutes, countMinutes, isMinute, isShown, wholeDaysOf } from '../src/dates/hours';
import { nearestInterval, validIntervals, type Interval } from '../src/dates/intervals';
import { apiRange, daysOf, fileNamesOf, includesNow, minutesOf, shift } from '../src/dates/periods';
import { zoomedRange } from '../src/dates/zoom';
import { formatRange, nameOfRange } from '../src/format/dates';
import { parseView } from '../src/url/view';

const today = '2026-11-26';
const ZONE = 'Europe/Berlin';
const hours = { period: 'custom', from: '2026-11-25T22:00', to: '2026-11-26T00:59' };

describe('a minute of a day', () => {
  it('is told from what is none', () => {
    expect(['2026-11-26T00:00', '2026-11-26T23:59'].map(isMinute)).toEqual([true, true]);
    expect(['2026-11-26', '2026-11-26T24:00', '2026-11-26T10:60', '2026-02-30T10:00', '2026-11-26T10:00:00', 'today', ''].filter(isMinute)).toEqual([]);
  });

  it('is counted over midnight', () => {
    expect(addMinutes('2026-12-31T23:59', 1)).toBe('2027-01-01T00:00');
    expect(countMinutes('2026-11-25T22:00', '2026-11-26T00:59')).toBe(180);
    expect(wholeDaysOf('2026-11-25T00:00', '2026-11-26T23:59')).toEqual(['2026-11-25', '2026-11-26']);
    expect(wholeDaysOf('2026-11-25T01:00', '2026-11-27T00:59')).toBeUndefined();
  });
});

describe('a range of hours', () => {
  it('is asked for with its last second, and lies in days', () => {
    expect(apiRange(hours, today)).toEqual({ date_range: ['2026-11-25T22:00:00', '2026-11-26T00:59:59'] });
    expect(daysOf(hours, today)).toEqual(['2026-11-25', '2026-11-26']);
    expect(minutesOf({ period: 'custom', from: '2026-11-25', to: '2026-11-26' })).toBeNull();
    expect(fileNamesOf(hours, today)).toEqual(['2026-11-25T2200', '2026-11-26T0059']);
    expect(fileNamesOf({ period: '7d' }, today)).toEqual(['2026-11-19', '2026-11-25']);
  });

  it('has a name with its hours, up to where it ends', () => {
    expect(formatRange({ period: 'custom', from: '2026-11-26T10:00', to: '2026-11-26T12:59' }, today)).toMatch(/26.*10:00.*0?1:00/);
    expect(formatRange({ period: 'all' }, today)).toBeNull();
  });

  it('has minutes for up to a day, and hours', () => {
    expect(validIntervals(hours, today)).toEqual(['minute', 'hour']);
    expect(nearestInterval(undefined, hours, today)).toBe('hour');
    expect(nearestInterval(undefined, { ...hours, to: '2026-11-25T22:59' }, today)).toBe('minute');
    expect(validIntervals({ ...hours, to: '2026-11-26T22:00' }, today)).toEqual(['hour', 'day']);
  });

  it('moves by its length, and ends where the future days begin', () => {
    expect(shift(hours, -1, today, ZONE)).toEqual({ period: 'custom', from: '2026-11-25T19:00', to: '2026-11-25T21:59' });
    expect(shift({ ...hours, from: '2026-11-26T12:00', to: '2026-11-26T23:59' }, 1, today, ZONE)).toBeUndefined();
  });

  it('steps over the hour that the clock skips, without a gap', () => {
    // In Berlin 01:59 was followed by 03:00 on 29 March, and 02:59 by 02:00 on 25 October.
    expect(['01:59', '02:00', '02:59', '03:00'].map((time) => isShown(`2026-03-29T${time}`, ZONE))).toEqual([true, false, false, true]);
    const moved = (from: string, to: string, way: number) => {
      const range = shift({ period: 'custom', from: `2026-03-29T${from}`, to: `2026-03-29T${to}` }, way, today, ZONE)!;
      return [range.from!.slice(8), range.to!.slice(8)];
    };
    expect(moved('01:00', '01:59', 1)).toEqual(['29T03:00', '29T03:59']);
    expect(moved('03:00', '03:59', -1)).toEqual(['29T01:00', '29T01:59']);
    expect(moved('01:45', '01:59', 1)).toEqual(['29T03:00', '29T03:14']);
    expect(moved('00:00', '01:59', 1)).toEqual(['29T03:00', '29T04:59']);
    expect(moved('03:00', '05:59', -1)).toEqual(['28T23:00', '29T01:59']);
    expect(moved('04:00', '05:59', -1)).toEqual(['29T03:00', '29T04:59']);
    expect(moved('04:00', '07:59', -1)).toEqual(['29T00:00', '29T03:59']);
    expect(shift({ period: 'custom', from: '2026-10-25T01:00', to: '2026-10-25T01:59' }, 1, today, ZONE)).toMatchObject({ from: '2026-10-25T02:00', to: '2026-10-25T02:59' });
  });

  it('grows only while its hours last', () => {
    expect(includesNow(hours, today, '2026-11-26 00:59:10')).toBe(true);
    expect(includesNow(hours, today, '2026-11-26 01:00:00')).toBe(false);
    expect(includesNow({ period: 'day' }, today, '2026-11-26 01:00:00')).toBe(true);
  });

  it('is compared with the same hours of the same weekday, as days are', () => {
    const mode = (more: string) => comparisonOf(parseView(`?period=custom&from=2026-11-25T22:00&to=2026-11-26T00:59${more}`), today);
    expect(mode('')).toEqual({ mode: 'previous_period', match_day_of_week: true });
    expect(mode('&match_day_of_week=false')).toEqual({ mode: 'previous_period', match_day_of_week: false });
  });
});

describe('zooming', () => {
  const zoomed = (first: string, last: string, interval: Interval) => {
    const { from, to, interval: asked, ...range } = zoomedRange(first, last, interval, today);
    return [from, to, nearestInterval(asked, { ...range, from, to }, today)];
  };

  it('into hours of a day has these hours by the minute', () => {
    expect(zoomed('2026-11-25 10:00:00', '2026-11-25 12:00:00', 'hour')).toEqual(['2026-11-25T10:00', '2026-11-25T12:59', 'minute']);
    expect(zoomed('2026-11-25 23:00:00', '2026-11-26 00:00:00', 'hour')).toEqual(['2026-11-25T23:00', '2026-11-26T00:59', 'minute']);
    expect(zoomed('2026-11-25 10:05:00', '2026-11-25 10:20:00', 'minute')).toEqual(['2026-11-25T10:05', '2026-11-25T10:20', 'minute']);
    // The label of a minute that the clock repeats has its offset.
    expect(zoomed('2026-10-25 03:05:00', '2026-10-25 03:20:00+02:00', 'minute').slice(0, 2)).toEqual(['2026-10-25T03:05', '2026-10-25T03:20']);
  });

  it('into days has them by the hour, into weeks by the day and into months by the week', () => {
    expect(zoomed('2026-11-01', '2026-11-05', 'day')).toEqual(['2026-11-01', '2026-11-05', 'hour']);
    expect(zoomed('2026-11-02', '2026-11-23', 'week')).toEqual(['2026-11-02', '2026-11-29', 'day']);
    expect(zoomed('2026-01-01', '2026-10-01', 'month')).toEqual(['2026-01-01', '2026-10-31', 'week']);
    expect(zoomed('2026-11-20', '2026-11-20', 'day')).toEqual(['2026-11-20', '2026-11-20', 'hour']);
  });

  it('into all hours of days has these days, as days', () => {
    expect(zoomed('2026-11-24 00:00:00', '2026-11-25 23:00:00', 'hour')).toEqual(['2026-11-24', '2026-11-25', 'hour']);
  });

  it('keeps the interval where a finer one is not to be had, or has more buckets than can be read', () => {
    expect(zoomed('2026-10-01', '2026-11-20', 'day')[2]).toBe('day');
    expect(zoomed('2026-11-01', '2026-11-20', 'day')[2]).toBe('day');
    expect(zoomed('2026-11-25 01:00:00', '2026-11-25 20:00:00', 'hour')[2]).toBe('hour');
    expect(zoomed('2026-11-24 10:00:00', '2026-11-25 20:00:00', 'hour')[2]).toBe('hour');
  });
});

describe('a period is called', () => {
  it.each([
    [{ period: 'day' }, /^Today$/],
    [{ period: 'month' }, /^Month to date$/],
    [{ period: 'day', date: '2026-11-20' }, /Fri/],
    [{ period: 'month', date: '2026-10-31' }, /^(1\D+31 Oct|Oct 1\D+31)$/],
    [{ period: '7d', date: '2026-10-15' }, /8\D+14/],
    [{ period: 'custom', from: '2026-11-01', to: 'today' }, /1\D+26/],
    [hours, /10:00|22:00/],
    [{ period: 'all' }, /^All time$/],
  ])('%j by what it is of', (range, name) => expect(nameOfRange(range, today)).toMatch(name));
});
