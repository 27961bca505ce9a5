import { describe, expect, it } from 'vitest';
import { clockFlags, reprocessFlags, retentionFlags, unusualFlags } from '../src/annotations/automatic';
import type { Answer, Job, Site } from '../src/api/types';
import { courseOf } from '../src/chart/course';
import { addDays } from '../src/dates/days';

const courseWith = (values: readonly number[], now = '2027-06-01T00:00:00Z') => {
  const labels = values.map((_, day) => addDays('2026-01-01', day));
  const answer: Answer = { results: labels.map((label, at) => ({ dimensions: [label], metrics: [values[at]!] })), meta: { time_labels: labels }, query: { date_range: ['', ''] } };
  return courseOf(answer, { metrics: ['visitors'], hasAverage: false, interval: 'day', zone: 'Etc/UTC', now: new Date(now) });
};
const calm = (count: number) => Array.from({ length: count }, (_, day) => 100 + (day % 2 === 0 ? 10 : -10));

describe('what is unusual', () => {
  it('is more than four deviations from the buckets before', () => {
    // The mean is 100 and the deviation 10: 140 is no spike yet, 141 is one, and so is 59 below.
    expect(unusualFlags(courseWith([...calm(14), 140]))).toEqual([]);
    expect(unusualFlags(courseWith([...calm(14), 141])).map(({ at, name }) => [at, name])).toEqual([['2026-01-15', 'spike, usual was 100']]);
    expect(unusualFlags(courseWith([...calm(14), 59])).map(({ glyph }) => glyph)).toEqual(['▼']);
  });

  it('needs fourteen buckets to know what is usual, and none of them before the first event', () => {
    expect(unusualFlags(courseWith([...calm(13), 900]))).toEqual([]);
    expect(unusualFlags(courseWith([0, 0, 0, ...calm(13), 900]))).toEqual([]);
  });

  it('is not the bucket that still grows', () => expect(unusualFlags(courseWith([...calm(14), 0], '2026-01-15T08:00:00Z'))).toEqual([]));

  it('is at most five buckets, the farthest ones', () => {
    const peaks = Array.from({ length: 8 }, (_, at) => [...calm(28), 2000 + 1000 * at]).flat();
    expect(unusualFlags(courseWith(peaks))).toHaveLength(5);
  });
});

describe('clocks', () => {
  it('change on two days a year where they do, and never elsewhere', () => {
    const days = (zone: string) => clockFlags('2026-01-01', '2026-12-31', zone).map(({ at, name }) => [at, /\d\d½? hours/.exec(name)?.[0]]);
    expect(days('Europe/Tallinn')).toEqual([['2026-03-29', '23 hours'], ['2026-10-25', '25 hours']]);
    expect(days('America/St_Johns')).toEqual([['2026-03-08', '23 hours'], ['2026-11-01', '25 hours']]);
    expect(days('Australia/Sydney')).toEqual([['2026-04-05', '25 hours'], ['2026-10-04', '23 hours']]);
    expect(days('Pacific/Auckland')).toEqual([['2026-04-05', '25 hours'], ['2026-09-27', '23 hours']]);
    expect(days('Australia/Lord_Howe')).toEqual([['2026-04-05', '24½ hours'], ['2026-10-04', '23½ hours']]);
    // At midnight: the evening before comes again, and the first hour of a Sunday is left out.
    expect(days('America/Santiago')).toEqual([['2026-04-04', '25 hours'], ['2026-09-06', '23 hours']]);
    expect(days('Pacific/Kiritimati')).toEqual([]);
  });

  it('are marked on the first day of a chart too', () => expect(clockFlags('2026-10-25', '2026-10-25', 'Europe/Tallinn')).toHaveLength(1));
});

describe('the server’s deeds', () => {
  const job = { id: '3', kind: 'reprocess', from: '2026-11-01T00:00:00+00:00', to: '2026-11-25T00:00:00+00:00', sites: ['shop.example'], dryRun: false, state: 'completed' } as unknown as Job;

  it('are marked at the first day of the chart that a job changed, with its report', () => {
    const at = (first: string, last: string, jobs: readonly Job[] = [job]) => reprocessFlags(jobs, 'shop.example', first, last, '2026-11-26').map(({ at: day, href }) => [day, href]);
    expect(at('2026-10-29', '2026-11-25')).toEqual([['2026-11-01', '/jobs/3']]);
    expect(at('2026-11-10', '2026-11-25')).toEqual([['2026-11-10', '/jobs/3']]);
    expect(at('2026-11-25', '2026-11-26')).toEqual([]);
    expect(at('2026-10-29', '2026-11-25', [{ ...job, dryRun: true }, { ...job, state: 'failed' }, { ...job, sites: ['other.example'] }])).toEqual([]);
    expect(at('2026-10-29', '2026-11-25', [{ ...job, sites: null }])).toHaveLength(1);
  });

  it('have an edge where statistics are deleted', () => {
    expect(retentionFlags({ retention_days: 30 } as Site, '2026-11-26').map(({ at }) => at)).toEqual(['2026-10-27']);
    expect(retentionFlags({ retention_days: null } as Site, '2026-11-26')).toEqual([]);
  });
});
