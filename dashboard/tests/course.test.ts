import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/api/types';
import { defaultAverage, formatAverage, parseAverage } from '../src/chart/average';
import { courseOf, coveredBuckets, lastAverage } from '../src/chart/course';
import { splitAverage, splitIncomplete } from '../src/chart/split';
import { cumulative, displayOf, nameOfValues, whyNoTotal } from '../src/chart/running';
import { rowsOfTotals } from '../src/chart/totalRows';
import { meaningOfTotal } from '../src/overview/meaningOfTotal';
import { ticks } from '../src/chart/ticks';
import { addDays } from '../src/dates/days';
import { formatTick } from '../src/format/dates';

const labels = ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];
const answer: Answer = {
  results: [
    { dimensions: ['2026-11-22'], metrics: [10, 40, 8] },
    { dimensions: ['2026-11-24'], metrics: [30, 50, 9] },
    { dimensions: ['2026-11-25'], metrics: [20, null, 10] },
    { dimensions: ['2026-11-26'], metrics: [4, 25, 9.5] },
  ],
  meta: { time_labels: labels },
  query: { date_range: ['', ''] },
};
const options = { metrics: ['visitors', 'bounce_rate'], hasAverage: true, interval: 'day', zone: 'Europe/Tallinn', now: new Date('2026-11-26T10:00:00Z') } as const;

describe('a course', () => {
  const course = courseOf(answer, options);

  it('has a value for each bucket: none to come, zero for a count without a row, nothing for a rate', () => {
    expect(course.raw).toEqual([10, 0, 30, 20, 4, null]);
    expect(course.second).toEqual([40, null, 50, null, 25, null]);
  });

  it('of revenue has 0 for a bucket without a row, and nothing at all where no revenue is known', () => {
    const euros = (value: number | null) => courseOf({ ...answer, results: [{ dimensions: ['2026-11-22'], metrics: [value === null ? null : { value, currency: 'EUR', short: '', long: '' }] }] }, { ...options, metrics: ['total_revenue'], hasAverage: false });
    expect(euros(-5).raw).toEqual([-5, 0, 0, 0, 0, null]);
    expect(cumulative(euros(-5), ['total_revenue']).raw).toEqual([-5, -5, -5, -5, -5, null]);
    expect(euros(null).raw).toEqual([null, null, null, null, null, null]);
  });

  it('has an average that ends with the last complete bucket', () => {
    expect(course.present).toBe(4);
    expect(course.average).toEqual([8, null, 9, 10, null, null]);
    expect(course.averageSoFar).toBe(9.5);
    expect(lastAverage(course)).toBe(3);
  });

  it('takes the current bucket from the server where it says so', () => {
    const told = courseOf({ ...answer, meta: { ...answer.meta, present_index: 3 } }, options);
    expect(told.average).toEqual([8, null, 9, null, null, null]);
  });

  it('has an average apart while its window reaches before the first event', () => {
    const young = (from: string | null) => splitAverage(courseOf({ ...answer, meta: { ...answer.meta, rolling: { complete_from: from } } }, options));
    expect(young('2026-11-24')).toEqual({ whole: [null, null, 9, 10, null, null], warming: [8, null, 9, null, null, null] });
    expect(young(null)).toEqual({ whole: [null, null, null, null, null, null], warming: [8, null, 9, 10, null, null] });
    expect(splitAverage(course)).toEqual({ whole: [8, null, 9, 10, null, null], warming: null });
  });

  it('tells how many buckets there were since the first event', () => {
    const young = courseOf({ ...answer, meta: { ...answer.meta, rolling: { complete_from: '2026-11-25' } } }, options);
    expect([0, 1, 2, 3].map((index) => coveredBuckets(young, index, 3))).toEqual([1, 1, 2, 3]);
  });

  it('is dashed to the bucket that still grows, and hatched there as a bar', () => {
    expect(splitIncomplete(course, true).incomplete).toEqual([null, null, null, 20, 4, null]);
    expect(splitIncomplete(course, false).incomplete).toEqual([null, null, null, null, 4, null]);
    expect(splitIncomplete(course, true).complete).toEqual([10, 0, 30, 20, null, null]);
  });

  it('that the range cuts at its end is dashed there, and its average ends before', () => {
    const weeks = ['2026-11-02', '2026-11-09', '2026-11-16'];
    const cut = courseOf(
      { ...answer, results: weeks.map((week, at) => ({ dimensions: [week], metrics: [70, 10 * at] })), meta: { time_labels: weeks, partial_time_labels: ['2026-11-16'] } },
      { ...options, metrics: ['visitors'], interval: 'week', now: new Date('2026-12-20T10:00:00Z') },
    );
    expect([cut.present, cut.cutAtStart, cut.cutAtEnd]).toEqual([-1, false, true]);
    expect(splitIncomplete(cut, false).incomplete).toEqual([null, null, 70]);
    expect(cut.average).toEqual([0, 10, null]);
  });

  it('has an average of what it is compared with, up to the same bucket', () => {
    const compared = answer.results.map((row) => ({ ...row, comparison: { dimensions: ['2026-11-01'], metrics: [5, 50, 6], change: [] } }));
    const course = courseOf({ ...answer, results: compared }, options);
    expect(course.comparison).toEqual([5, null, 5, 5, 5, null]);
    expect(course.comparisonAverage).toEqual([6, null, 6, 6, null, null]);
    expect(courseOf({ ...answer, results: compared }, { ...options, hasAverage: false }).comparisonAverage).toBeNull();
  });

  it('sums up without an average', () => {
    expect(cumulative(course, options.metrics).raw).toEqual([10, 10, 40, 60, 64, null]);
    expect(cumulative(course, options.metrics).average).toBeNull();
  });
});

describe('a running total', () => {
  const { metrics } = options;
  const course = courseOf({ ...answer, results: answer.results.map((row, at) => ({ ...row, comparison: { dimensions: [`2026-10-0${at + 1}`], metrics: [at, 30, 1], change: [null, null, null] } })) }, options);
  const counts = cumulative(courseOf(answer, { ...options, metrics: ['visitors', 'visits'] }), ['visitors', 'visits']);

  it('is of counts and of revenue; rates, ratios, durations and means of amounts have none, and are shown as lines', () => {
    const added = ['visitors', 'visits', 'pageviews', 'events', 'total_revenue', 'total_revenue_EUR'];
    expect(added.map(whyNoTotal)).toEqual(added.map(() => undefined));
    const others = ['bounce_rate', 'conversion_rate', 'scroll_depth', 'views_per_visit', 'visit_duration', 'time_on_page', 'average_revenue'];
    expect(others.map((metric) => displayOf('cumulative', metric))).toEqual(others.map(() => 'line'));
    expect(whyNoTotal('bounce_rate')).toBe('percentages do not add up');
    expect(whyNoTotal('visit_duration')).toBe('averages do not add up');
    expect([displayOf('cumulative', 'visitors'), displayOf('table', 'bounce_rate')]).toEqual(['cumulative', 'table']);
  });

  it('keeps a second metric: added up where it can be, else as it is in each bucket', () => {
    expect(counts.second).toEqual([40, 40, 90, null, 115, null]);
    expect(cumulative(course, metrics).second).toEqual(course.second);
    expect([0, 1].map((at) => nameOfValues(cumulative(course, metrics), metrics, at, 'day'))).toEqual(['Visitors, running total', 'Bounce rate, each day']);
    expect([0, 1].map((at) => nameOfValues(course, metrics, at, 'day'))).toEqual(['Visitors', 'Bounce rate']);
  });

  it('of visitors is said not to be the visitors of the period', () => {
    expect(meaningOfTotal('visitors', 'week')).toContain('who comes in three weeks counts three times');
    expect(meaningOfTotal('visits', 'hour')).toContain('in each hour that it lasts');
    expect(['visits', 'pageviews'].map((metric) => meaningOfTotal(metric, 'day'))).toEqual(['Visits', 'Pageviews'].map((label) => `${label} added up from the beginning of the period.`));
  });

  it('is in the file as in the chart, up to the bucket that still grows', () => {
    expect(rowsOfTotals(cumulative(course, metrics), metrics, 'day')).toEqual([
      ['time:day', 'running_total_visitors', 'bounce_rate', 'comparison_time:day', 'comparison_running_total_visitors'],
      ['2026-11-22', 10, 40, '2026-10-01', 0],
      ['2026-11-23', 10, null, null, null],
      ['2026-11-24', 40, 50, '2026-10-02', 1],
      ['2026-11-25', 60, null, '2026-10-03', 3],
      ['2026-11-26', 64, 25, '2026-10-04', 6],
    ]);
    expect(rowsOfTotals({ ...counts, second: null }, ['total_revenue_EUR'], 'day').slice(0, 2)).toEqual([['time:day', 'running_total_total_revenue', 'currency'], ['2026-11-22', 10, 'EUR']]);
  });
});

describe('averages', () => {
  it.each(['off', '7', '10000', 'e3.5', 'e0.5', 'e300'])('%s comes back as it was', (text) => expect(formatAverage(parseAverage(text)!)).toBe(text));
  it.each(['1', '10001', '7.5', 'e0.4', 'e301', 'x', ''])('%j is none', (text) => expect(parseAverage(text)).toBeUndefined());
  it('are of 7 days by themselves where there are 21', () => {
    expect(defaultAverage('day', 21)).toEqual({ kind: 'simple', window: 7 });
    expect([defaultAverage('day', 20), defaultAverage('week', 52)]).toEqual(['off', 'off']);
  });
});

describe('an axis', () => {
  it('is labelled at round places', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => `2026-11-26 ${String(hour).padStart(2, '0')}:00:00`);
    expect(ticks(hours, 'hour', 8)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    const days = Array.from({ length: 28 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`);
    expect(ticks(days, 'day', 8).map((index) => days[index])).toEqual(['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23']);
    expect(ticks([], 'day', 5)).toEqual([]);
  });
});

describe('an axis of hours', () => {
  /** The hours of days, with the clock of a zone that has neither summer nor winter. */
  const hours = (first: string, days: number) => Array.from({ length: 24 * days }, (_, hour) => `${addDays(first, Math.floor(hour / 24))} ${String(hour % 24).padStart(2, '0')}:00:00`);
  const named = (labels: readonly string[], most: number) => ticks(labels, 'hour', most).map((index) => formatTick(labels[index]!, 'hour', false, labels[index - 1]));

  it.each([
    [2, 13, ['Jun 1', '06:00 AM', '12:00 PM', '06:00 PM', 'Jun 2', '06:00 AM', '12:00 PM', '06:00 PM']],
    [5, 13, ['Jun 1', '12:00 PM', 'Jun 2', '12:00 PM', 'Jun 3', '12:00 PM', 'Jun 4', '12:00 PM', 'Jun 5', '12:00 PM']],
    [10, 13, ['Jun 1', 'Jun 2', 'Jun 3', 'Jun 4', 'Jun 5', 'Jun 6', 'Jun 7', 'Jun 8', 'Jun 9', 'Jun 10']],
    [14, 13, ['Jun 1', 'Jun 3', 'Jun 5', 'Jun 7', 'Jun 9', 'Jun 11', 'Jun 13']],
    [28, 13, ['Jun 2', 'Jun 5', 'Jun 8', 'Jun 11', 'Jun 14', 'Jun 17', 'Jun 20', 'Jun 23', 'Jun 26']],
    [40, 6, ['Jun 2', 'Jun 9', 'Jun 16', 'Jun 23', 'Jun 30', 'Jul 7']],
    [7, 3, ['Jun 2', 'Jun 5']],
  ] as const)('of %i days with %i places names days and round hours', (days, most, expected) => expect(named(hours('2025-06-01', days), most)).toEqual(expected));

  it('has no other names, whatever the number of days and places', () => {
    for (const days of [1, 2, 3, 5, 7, 10, 14, 20, 28, 31, 40]) {
      const labels = hours('2025-05-17', days);
      for (const most of [2, 3, 6, 13]) {
        const found = ticks(labels, 'hour', most);
        expect(found.length, `${days} days, ${most} places`).toBeLessThanOrEqual(most);
        expect(found.length, `${days} days, ${most} places`).toBeGreaterThan(0);
        if (days > most) expect(found.every((index) => index % 24 === 0), `${days} days, ${most} places`).toBe(true);
      }
    }
  });

  it('names the day whose clock goes forward at midnight', () => {
    const labels = hours('2025-09-05', 4).filter((label) => label !== '2025-09-07 00:00:00');
    expect(named(labels, 4)).toEqual(['Sep 5', 'Sep 6', 'Sep 7', 'Sep 8']);
  });
});
