import type { Answer } from '../api/types';
import type { Values } from '../chart/course';
import { countDays } from '../dates/days';
import { validIntervals, type Interval } from '../dates/intervals';
import { daysOf } from '../dates/periods';
import { numberOf } from '../format/numbers';
import type { View } from '../url/view';
import { MOST_ROWS } from './rows';

/** The most points of a trend. */
const MOST_POINTS = 60;
/** The most rows that have trends: those of months of some years fit into an answer. */
const MOST_TRENDS = 250;
const DAYS_OF: readonly (readonly [Interval, number])[] = [
  ['hour', 1 / 24],
  ['day', 1],
  ['week', 7],
];

/** The visitors of values over time. */
export interface Trends {
  readonly of: (value: string) => Values;
  /** The highest of all, so that their lines share one scale. */
  readonly top: number;
  /** The bucket that still grows; -1 if none. */
  readonly present: number;
  readonly meta: Answer['meta'];
}

/** The finest interval that has few enough points for a small line, and for an answer with that many rows' lines; undefined for too many rows. */
export function trendInterval(view: View, today: string, rows: number): Interval | undefined {
  if (rows > MOST_TRENDS) return undefined;
  const points = Math.min(MOST_POINTS, MOST_ROWS / rows);
  const days = daysOf(view, today);
  const count = days ? countDays(days[0], days[1]) : Infinity;
  const valid = validIntervals(view, today);
  return DAYS_OF.find(([interval, length]) => valid.includes(interval) && count / length <= points)?.[0] ?? valid.at(-1)!;
}

/** Reads an answer by time and value; a bucket without a row has no visitors. */
export function trendsOf(answer: Answer): Trends {
  const labels = answer.meta.time_labels ?? [];
  const places = new Map(labels.map((label, at) => [label, at]));
  const courses = new Map<string, number[]>();
  for (const { dimensions, metrics } of answer.results) {
    const [label, value] = dimensions as [string, string];
    const course = courses.get(value) ?? labels.map(() => 0);
    const at = places.get(label);
    if (at !== undefined) course[at] = numberOf(metrics[0]) ?? 0;
    courses.set(value, course);
  }
  const top = [...courses.values()].flat().reduce((most, value) => Math.max(most, value), 1);
  return { of: (value) => courses.get(value) ?? labels.map(() => 0), top, present: answer.meta.present_index ?? -1, meta: answer.meta };
}
