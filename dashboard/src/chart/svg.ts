import type { Interval } from '../dates/intervals';
import { formatTick } from '../format/dates';
import { formatMetricShort } from '../format/numbers';
import { escapeMarkup } from '../format/text';
import type { Lines } from '../url/view';
import { axesOf } from './axes';
import type { Colors } from './colors';
import { isCut, lastAverage, type Course, type Values } from './course';
import { fixed, loneOf, pathOf } from './path';
import { nameOfValues } from './running';
import { extremesOf, powers, stepsOf, type Ends } from './scale';
import { splitAverage, splitIncomplete } from './split';
import { ticks } from './ticks';

/** What is drawn, and how. */
export interface Drawing {
  readonly course: Course;
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly bars: boolean;
  readonly lines: Lines | undefined;
  readonly averageLabel: string | null;
  readonly isLog: boolean;
  readonly title: string;
  readonly colors: Colors;
}

const WIDTH = 960;
const HEIGHT = 400;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 64, 56, 36];
const [INNER_WIDTH, INNER_HEIGHT] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM];
const MOST_STEPS = 5;
const MOST_NAMES = 9;
const BAR_SHARE = 0.7;

/** The chart as an SVG document with the lines, axes and colours of the screen, for texts and presentations. */
export function svgOf({ course, metrics, interval, bars, lines, averageLabel, isLog, title, colors }: Drawing): string {
  const { labels } = course;
  const inset = bars || labels.length === 1 ? 0.5 : 0;
  const x = (index: number) => LEFT + ((index + inset) / Math.max(1, labels.length - 1 + 2 * inset)) * INNER_WIDTH;
  const showsRaw = !(lines === 'average' && course.average);
  const [ends, endsOfSecond] = axesOf(course, lines);
  const y = heightIn(ends, isLog ? Math.asinh : Number);
  const ySecond = heightIn(endsOfSecond, Number);
  const { complete, incomplete } = splitIncomplete(course, !bars);
  const { whole, warming } = splitAverage(course);
  const line = (values: Values | null, color: string, width: number, more = '', scale = y) =>
    values ? `<path d="${pathOf(values, x, scale)}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"${more}/>` : '';
  // Of a course in two parts, a value at their border is not alone.
  const points = (values: Values | null, color: string, scale = y) => (values ? loneOf(values).map((at) => `<circle cx="${fixed(x(at))}" cy="${fixed(scale(values[at]!))}" r="2.5" fill="${color}"/>`).join('') : '');
  const dashed = ' stroke-dasharray="5 4"';
  const rawWidth = course.average ? 1.25 : 2;
  const steps = isLog ? powers(ends[1]) : stepsOf(ends, MOST_STEPS);
  const name = (at: number, place: number, anchor: string) => `<text x="${place}" y="${TOP - 10}" text-anchor="${anchor}">${escapeMarkup(nameOfValues(course, metrics, at, interval))}</text>`;
  const end = lastAverage(course);
  const mean = end >= 0 ? course.average?.[end] : null;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${escapeMarkup(colors.font)}" font-size="12" fill="${colors.muted}">`,
    `<title>${escapeMarkup(title)}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="${colors.surface}"/>`,
    `<text x="${LEFT}" y="24" font-size="14" font-weight="600" fill="${colors.text}">${escapeMarkup(title)}</text>`,
    ...steps.map((step) => `<path d="M${LEFT} ${fixed(y(step))}H${WIDTH - RIGHT}" stroke="${step === 0 && ends[0] < 0 ? colors.muted : colors.hairline}"/><text x="${LEFT - 8}" y="${fixed(y(step) + 4)}" text-anchor="end">${escapeMarkup(formatMetricShort(metrics[0]!, step))}</text>`),
    ...ticks(labels, interval, MOST_NAMES).map((index) => `<text x="${fixed(x(index))}" y="${HEIGHT - 12}" text-anchor="middle">${escapeMarkup(formatTick(labels[index]!, interval, false, labels[index - 1]))}</text>`),
    ...(course.second ? stepsOf(endsOfSecond, MOST_STEPS).filter((step) => step >= extremesOf([course.second])[0]).map((step) => `<text x="${WIDTH - RIGHT + 8}" y="${fixed(ySecond(step) + 4)}">${escapeMarkup(formatMetricShort(metrics[1]!, step))}</text>`) : []),
    ...(course.second ? [name(0, LEFT, 'end'), name(1, WIDTH - RIGHT, 'start')] : []),
    ...(showsRaw && bars ? barsOf(course, x, y, colors) : []),
    ...(showsRaw && !bars ? [line(complete, colors['chart-raw'], rawWidth), line(incomplete, colors['chart-raw'], rawWidth, dashed), points(course.raw, colors['chart-raw'])] : []),
    ...(showsRaw ? [line(course.comparison, colors['chart-comparison'], 1.25, dashed), points(course.comparison, colors['chart-comparison'])] : []),
    ...(lines ? [line(course.comparisonAverage, colors['chart-comparison'], 2, dashed), points(course.comparisonAverage, colors['chart-comparison'])] : []),
    line(course.second, colors['series-2'], 2, '', ySecond),
    points(course.second, colors['series-2'], ySecond),
    line(warming, colors['chart-average'], 2.5, ' stroke-dasharray="0.5 5" stroke-linecap="round"'),
    line(whole, colors['chart-average'], 2.5),
    points(course.average, colors['chart-average']),
    mean === null || mean === undefined
      ? ''
      : `<circle cx="${fixed(x(end))}" cy="${fixed(y(mean))}" r="3.5" fill="${colors.surface}" stroke="${colors['chart-average']}" stroke-width="2"/>` +
        `<text x="${fixed(x(end) + 4)}" y="${fixed(Math.max(TOP + 8, y(mean) - 10))}" text-anchor="end" font-weight="600" fill="${colors['chart-average']}">${escapeMarkup(averageLabel ?? '')}</text>`,
    '</svg>',
  ].join('');
}

/** Where a value stands between the ends of an axis, which are the top and the bottom of the chart. */
function heightIn([low, high]: Ends, scaled: (value: number) => number): (value: number) => number {
  return (value) => TOP + INNER_HEIGHT * (1 - (scaled(value) - scaled(low)) / (scaled(high) - scaled(low)));
}

function barsOf(course: Course, x: (index: number) => number, y: (value: number) => number, colors: Colors): string[] {
  const width = (INNER_WIDTH / course.labels.length) * BAR_SHARE;
  return course.raw.map((value, index) => {
    if (value === null) return '';
    const look = isCut(course, index) ? `fill="none" stroke="${colors['chart-raw']}" stroke-dasharray="3 2"` : `fill="${colors['chart-raw']}" fill-opacity="0.6"`;
    return `<rect x="${fixed(x(index) - width / 2)}" y="${fixed(Math.min(y(0), y(value)))}" width="${fixed(width)}" height="${fixed(Math.abs(y(0) - y(value)))}" ${look}/>`;
  });
}
