import { describe, expect, it } from 'vitest';
import type { Colors } from '../src/chart/colors';
import type { Course } from '../src/chart/course';
import { dataOf, optionsOf } from '../src/chart/plot';

const GAP = null;
const COURSE: Course = {
  labels: ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05'],
  raw: [GAP, 40, GAP, 50, 60],
  average: [GAP, GAP, 30, GAP, GAP],
  averageFrom: 0,
  averageSoFar: null,
  comparison: [10, GAP, 20, 30, GAP],
  comparisonLabels: [],
  second: [GAP, GAP, GAP, GAP, 3],
  comparisonAverage: null,
  present: 4,
  cutAtStart: false,
  cutAtEnd: false,
};
const COLORS = new Proxy({}, { get: (_, name) => `#${String(name)}` }) as Colors;

/** The points that a plot draws, by their series: their bucket numbers and values. */
function pointsOf(course: Course, bars = false) {
  const options = optionsOf({
    course,
    metrics: ['bounce_rate', 'visits'],
    interval: 'day',
    bars,
    averageLabel: null,
    lines: undefined,
    isLog: false,
    marks: [],
    colors: COLORS,
    width: 600,
    height: 200,
    pinned: () => null,
    onMove: () => undefined,
    onZoom: () => undefined,
  });
  const data = dataOf(course, bars);
  return options.series.slice(1).flatMap(({ points, show }, at) => {
    const drawn = (points?.filter as number[] | null | undefined) ?? [];
    return show === false ? [] : drawn.flatMap((index) => (data[at + 1]![index] === null ? [] : [[points?.fill, index, data[at + 1]![index]]]));
  });
}

describe('A plot', () => {
  it('draws a value between two gaps as a point, because no line leads to it', () => {
    expect(pointsOf(COURSE)).toEqual([
      ['#chart-raw', 1, 40],
      ['#chart-comparison', 0, 10],
      ['#chart-average', 2, 30],
      ['#series-2', 4, 3],
    ]);
  });

  it('of a site whose only day is one draws that day', () => {
    expect(pointsOf({ ...COURSE, labels: ['2026-11-01'], raw: [12], average: null, comparison: null, second: null, present: -1 })).toEqual([['#chart-raw', 0, 12]]);
  });

  it('draws no points over bars, which are seen by themselves', () => {
    expect(pointsOf(COURSE, true).filter(([color]) => color === '#chart-raw')).toEqual([]);
  });
});
