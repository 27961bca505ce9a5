import type { Job, JobReport } from '../api/types';
import { addDays, countDays, type Day } from '../dates/days';
import { formatDays } from '../format/dates';
import { formatCount, signOf } from '../format/numbers';
import { dimensionName } from '../panels/reports';

export type Difference = JobReport['differences'][number];

/** The counts of a report, in the order in which they are shown. */
export const COUNTS = ['visitors', 'visits', 'pageviews', 'events', 'bounces'] as const;
export type Count = (typeof COUNTS)[number];

/** Each count before, and how much it changes, of all differences together. */
export function sumsOf(differences: readonly Difference[]): Readonly<Record<Count, { readonly before: number; readonly change: number }>> {
  const sum = (count: Count) => {
    const before = differences.reduce((total, difference) => total + difference.before[count], 0);
    return { before, change: differences.reduce((total, difference) => total + difference.after[count], 0) - before };
  };
  return Object.fromEntries(COUNTS.map((count) => [count, sum(count)])) as Record<Count, { before: number; change: number }>;
}

/** What differs where the totals stay, in words; empty where they do not. */
export function detailsOf({ dimensions }: Difference): string {
  if (!dimensions) return '';
  const names = dimensions.map((dimension) => (dimension === 'event:props' ? 'Custom properties' : dimensionName(dimension.replace(/^(visit|event):/, ''))));
  return `totals stay; differs: ${names.join(', ')}`;
}

const MOST_DAYS = 400;

/** A change of a count, with its sign. */
export function formatSigned(change: number): string {
  return `${signOf(change)}${formatCount(Math.abs(change))}`;
}

/** The first and the last day of a job. */
export function daysOfJob({ from, to }: Pick<Job, 'from' | 'to'>): readonly [Day, Day] {
  // The end of a job is exclusive: at midnight its day is not in it.
  const end = to.slice(0, 10);
  return [from.slice(0, 10), to.slice(11, 19) > '00:00:00' ? end : addDays(end, -1)];
}

/** The days of a job in words: an erasure of a visitor, or of a site, is of all times. */
export function formatDaysOfJob(job: Pick<Job, 'from' | 'to' | 'erases'>): string {
  return job.erases && job.erases !== 'range' ? 'all times' : formatUtcDays(...daysOfJob(job));
}

/** Days of UTC, which are those of jobs, in words. */
export function formatUtcDays(first: Day, last: Day = first): string {
  return formatDays(first, last, new Date().toISOString().slice(0, 10));
}

/** How much a count changes on each day of a job; of a long one, on the days around the differences. */
export function changeByDay(job: Pick<Job, 'from' | 'to'>, differences: readonly Difference[], count: Count): readonly { readonly day: string; readonly change: number }[] {
  const changes = new Map<string, number>();
  for (const { day, before, after } of differences) changes.set(day, (changes.get(day) ?? 0) + after[count] - before[count]);
  const found = [...changes.keys()].sort();
  let [first, last] = daysOfJob(job);
  if (countDays(first, last) > MOST_DAYS) [first, last] = [found[0] ?? first, found.at(-1) ?? last];
  const days = Math.max(1, Math.min(MOST_DAYS, countDays(first, last)));
  return Array.from({ length: days }, (_, at) => addDays(first, at)).map((day) => ({ day, change: changes.get(day) ?? 0 }));
}
