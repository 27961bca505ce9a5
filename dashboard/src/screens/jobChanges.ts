import type { Job, JobReport } from '../api/types';
import { addDays, countDays } from '../dates/days';

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

const MOST_DAYS = 400;

/** How much a count changes on each day of a job; of a long one, on the days around the differences. */
export function changeByDay(job: Pick<Job, 'from' | 'to'>, differences: readonly Difference[], count: Count): readonly { readonly day: string; readonly change: number }[] {
  const changes = new Map<string, number>();
  for (const { day, before, after } of differences) changes.set(day, (changes.get(day) ?? 0) + after[count] - before[count]);
  const found = [...changes.keys()].sort();
  // The end of a job is exclusive: at midnight its day is not in it.
  const end = job.to.slice(0, 10);
  let [first, last] = [job.from.slice(0, 10), job.to.slice(11, 19) > '00:00:00' ? end : addDays(end, -1)];
  if (countDays(first, last) > MOST_DAYS) [first, last] = [found[0] ?? first, found.at(-1) ?? last];
  const days = Math.max(1, Math.min(MOST_DAYS, countDays(first, last)));
  return Array.from({ length: days }, (_, at) => addDays(first, at)).map((day) => ({ day, change: changes.get(day) ?? 0 }));
}
