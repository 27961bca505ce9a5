import type { Job, Site } from '../api/types';
import { isCut, type Course } from '../chart/course';
import { addDays, wallTime, type Day } from '../dates/days';
import type { Interval } from '../dates/intervals';
import { formatDays } from '../format/dates';
import { formatCount } from '../format/numbers';
import type { Flag } from './annotations';

const GLYPHS = { reprocessed: '⟳', spike: '▲', drop: '▼', clock: '◷', retention: '▥' } as const;

/** Buckets before one that say what is usual, at least and at most. */
const LEAST = 14;
const MOST = 28;
/** Standard deviations from the usual. */
const UNUSUAL = 4;
const MOST_UNUSUAL = 5;

/** The buckets that are far from those before them, the most unusual ones. A bucket that is not whole says nothing. */
export function unusualFlags(course: Course): readonly Flag[] {
  const found: { readonly flag: Flag; readonly distance: number }[] = [];
  const before: number[] = [];
  course.raw.forEach((value, index) => {
    // A site that does not yet count anything has no usual.
    if (value === null || isCut(course, index) || (value === 0 && before.length === 0)) return;
    if (before.length >= LEAST) {
      const usual = before.slice(-MOST);
      const mean = usual.reduce((sum, one) => sum + one, 0) / usual.length;
      const variance = usual.reduce((sum, one) => sum + (one - mean) ** 2, 0) / usual.length;
      // Counts that come by chance vary by the root of their mean, also where the buckets before happen to be alike.
      const distance = (value - mean) / Math.max(1, Math.sqrt(Math.max(variance, mean)));
      const way = distance > 0 ? 'spike' : 'drop';
      if (Math.abs(distance) > UNUSUAL) {
        const at = course.labels[index]!.replace(' ', 'T').slice(0, 16);
        found.push({ flag: { id: `${way} ${at}`, name: `${way}, usual was ${formatCount(mean)}`, at, glyph: GLYPHS[way] }, distance: Math.abs(distance) });
      }
    }
    before.push(value);
  });
  return found
    .sort((one, other) => other.distance - one.distance)
    .slice(0, MOST_UNUSUAL)
    .map(({ flag }) => flag);
}

/** The days on which the site's clocks change, between two days. */
export function clockFlags(first: Day, last: Day, zone: string): readonly Flag[] {
  const offset = offsetsOf(zone);
  const flags: Flag[] = [];
  const search = (from: number, to: number) => {
    const change = offset(to) - offset(from);
    if (change === 0) return;
    if (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      search(from, middle);
      search(middle, to);
      return;
    }
    // What the clocks show after the change is of the day that is longer or shorter, also where they change at midnight.
    const at = wallTime(new Date(to * MINUTE), zone).slice(0, 10);
    if (at < first || at > last) return;
    flags.push({ id: `clock ${at}`, name: `clocks go ${change > 0 ? 'forward' : 'back'}: a day of ${hoursOf(24 * 60 - change)} hours`, at, glyph: GLYPHS.clock });
  };
  // Zones are up to a day from UTC. Clocks change half a year apart: within a month there is one change at most.
  const [begin, end] = [minutesOf(addDays(first, -1)), minutesOf(addDays(last, 2))];
  for (let minute = begin; minute < end; minute += MONTH) search(minute, Math.min(end, minute + MONTH));
  return flags;
}

const MINUTE = 60_000;
const MONTH = 28 * 24 * 60;

/** The minutes from 1970 to midnight of UTC. */
function minutesOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / MINUTE;
}

/** Minutes as hours with their half: 23, or 23½. */
function hoursOf(minutes: number): string {
  return `${Math.floor(minutes / 60)}${minutes % 60 === 30 ? '½' : ''}`;
}

/** Minutes that a zone is ahead of UTC, by the minutes since 1970. */
function offsetsOf(zone: string): (minute: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return (minute) => {
    const name = format.formatToParts(new Date(minute * MINUTE)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
  };
}

/** The day from which on the site keeps statistics, if it does not keep all. */
export function retentionFlags(site: Site, today: Day): readonly Flag[] {
  if (!site.retention_days) return [];
  return [{ id: 'retention', name: `what is older than ${site.retention_days} days is deleted`, at: addDays(today, -site.retention_days), glyph: GLYPHS.retention }];
}

/** The jobs that made statistics of the site again, at the first day of the chart that they changed. */
export function reprocessFlags(jobs: readonly Job[], site: string, first: Day, last: Day, today: Day): readonly Flag[] {
  return jobs
    .filter((job) => job.kind === 'reprocess' && !job.dryRun && job.state === 'completed' && (job.sites === null || job.sites.includes(site)))
    .flatMap((job): Flag[] => {
      const [from, to] = [job.from.slice(0, 10), addDays(job.to.slice(0, 10), -1)];
      if (to < first || from > last) return [];
      return [{ id: `job ${job.id}`, name: `made again from its events, ${formatDays(from, to, today)}`, at: from < first ? first : from, glyph: GLYPHS.reprocessed, href: `/jobs/${job.id}` }];
    });
}

/** Whether an interval has a place for what happens on a day. */
export function showsDays(interval: Interval): boolean {
  return interval === 'day' || interval === 'hour' || interval === 'minute';
}
