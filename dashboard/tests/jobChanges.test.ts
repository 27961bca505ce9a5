import { describe, expect, it } from 'vitest';
import { changeByDay, detailsOf, formatDaysOfJob, sumsOf, type Difference } from '../src/screens/jobChanges';

const counts = (visits: number) => ({ visitors: 10, visits, pageviews: 30, events: 40, bounces: 5, visit_seconds: 600 });
const difference = (day: string, site: string, before: number, after: number): Difference => ({ day, site, before: counts(before), after: counts(after) });
const job = (from: string, to: string) => ({ from: `${from}T00:00:00+00:00`, to: `${to}T00:00:00+00:00` });

describe('The changes of a job', () => {
  const differences = [difference('2026-11-02', 'a.example', 20, 18), difference('2026-11-02', 'b.example', 20, 19), difference('2026-11-04', 'a.example', 20, 21)];

  it('are summed over sites and days', () => {
    expect(sumsOf(differences)['visits']).toEqual({ before: 60, change: -2 });
    expect(sumsOf(differences)['pageviews']).toEqual({ before: 90, change: 0 });
  });

  it('name what differs where the totals stay', () => {
    const same = difference('2026-11-02', 'a.example', 20, 20);
    expect(detailsOf({ ...same, dimensions: ['visit:language', 'visit:utm_source', 'event:page', 'event:props'] })).toBe('totals stay; differs: Language, UTM source, Page, Custom properties');
    expect(detailsOf({ ...same, after: { ...same.after, visit_seconds: 601 }, dimensions: null })).toBe('');
    expect(differences.map(detailsOf)).toEqual(['', '', '']);
  });

  it('have each day of the job, without its end', () => {
    expect(changeByDay(job('2026-11-01', '2026-11-05'), differences, 'visits')).toEqual([
      { day: '2026-11-01', change: 0 },
      { day: '2026-11-02', change: -3 },
      { day: '2026-11-03', change: 0 },
      { day: '2026-11-04', change: 1 },
    ]);
  });

  it('are of all times where a visitor or a site is erased', () => {
    expect([{ erases: 'visitor' }, { erases: 'site' }].map(({ erases }) => formatDaysOfJob({ ...job('1970-01-01', '9000-01-01'), erases }))).toEqual(['all times', 'all times']);
    expect(formatDaysOfJob({ ...job('2020-11-02', '2020-11-05'), erases: 'range' })).toMatch(/^Nov 2\s–\s4, 2020$/u);
    expect(formatDaysOfJob({ ...job('2020-11-02', '2020-11-05'), erases: null })).toMatch(/^Nov 2\s–\s4, 2020$/u);
  });

  it('have the day of an end that is within it', () => {
    expect(changeByDay({ from: '2026-11-04T00:00:00+00:00', to: '2026-11-05T06:00:00+00:00' }, differences, 'visits').map(({ day }) => day)).toEqual(['2026-11-04', '2026-11-05']);
  });

  it('have of a job of many years the days around the differences', () => {
    expect(changeByDay(job('1970-01-01', '2100-01-01'), differences, 'visits').map(({ day }) => day)).toEqual(['2026-11-02', '2026-11-03', '2026-11-04']);
  });
});
