import type { Definition } from '../api/definitions';
import type { Day } from '../dates/days';
import { daysOfBucket, type Interval } from '../dates/intervals';
import { formatBucket } from '../format/dates';

export type Annotation = Definition<'annotations'>;

/** Something that a chart marks: a note of somebody, or what the page finds out by itself. */
export interface Flag {
  readonly id: string;
  readonly name: string;
  /** A day or a minute of the site's clock. */
  readonly at: string;
  /** The sign of its kind; `⚑` for a note. */
  readonly glyph: string;
  readonly href?: string;
}

export const NOTE = '⚑';

/** A note as the chart marks it. */
export function flagOf(note: Annotation): Flag {
  return { id: note.id, name: note.name, at: note.content.at, glyph: NOTE };
}

/** The flags of one bucket. */
export interface Mark {
  readonly index: number;
  readonly notes: readonly Flag[];
}

/** The bucket in which a day or minute of the site's clock lies; -1 if none is. A day in a chart of hours is its first hour. */
export function bucketOf(labels: readonly string[], at: string, interval: Interval): number {
  const moment = at.length > 10 ? `${at.slice(0, 10)} ${at.slice(11, 16)}:00` : at;
  if (interval === 'minute' || interval === 'hour') {
    if (moment.length === 10) return labels.findIndex((label) => label.startsWith(moment));
    const wanted = interval === 'hour' ? `${moment.slice(0, 13)}:00:00` : moment;
    return labels.indexOf(wanted);
  }
  const day = moment.slice(0, 10);
  return labels.findIndex((label) => {
    const [first, last] = daysOfBucket(label, interval);
    return day >= first && day <= last;
  });
}

/** The flags by bucket, in order of time. */
export function marksOf(labels: readonly string[], notes: readonly Flag[], interval: Interval): readonly Mark[] {
  const byIndex = new Map<number, Flag[]>();
  for (const note of [...notes].sort((one, other) => (one.at < other.at ? -1 : 1))) {
    const index = bucketOf(labels, note.at, interval);
    if (index >= 0) byIndex.set(index, [...(byIndex.get(index) ?? []), note]);
  }
  return [...byIndex].map(([index, list]) => ({ index, notes: list })).sort((one, other) => one.index - other.index);
}

/** A note's day or minute, as people write it. */
export function formatAt(at: string, today: Day): string {
  return at.length > 10 ? formatBucket(`${at.slice(0, 10)} ${at.slice(11, 16)}:00`, 'minute', today) : formatBucket(at, 'day', today);
}
