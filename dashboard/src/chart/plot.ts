import uPlot from 'uplot';
import { metricOf } from '../api/metrics';
import { formatTick } from '../format/dates';
import { formatMetricShort } from '../format/numbers';
import type { Interval } from '../dates/intervals';
import { axesOf, valuesOnAxis } from './axes';
import { translucent, type Colors } from './colors';
import { lastAverage, type Course, type Values } from './course';
import type { Lines } from '../url/view';
import { DRAG } from './drag';
import { loneOf } from './path';
import { nameOfValues } from './running';
import { extremesOf, powers } from './scale';
import { splitAverage, splitIncomplete } from './split';
import { ticks } from './ticks';

/** What a plot draws of a course. */
export interface PlotOptions {
  readonly course: Course;
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly bars: boolean;
  readonly averageLabel: string | null;
  readonly lines: Lines | undefined;
  readonly isLog: boolean;
  readonly marks: readonly { readonly index: number; readonly notes: readonly { readonly glyph: string }[] }[];
  readonly colors: Colors;
  readonly width: number;
  readonly height: number;
  /** The bucket that stays while the pointer moves on; null for none. */
  readonly pinned: () => number | null;
  readonly onMove: (index: number | null) => void;
  readonly onZoom: (first: number, last: number) => void;
}

const TICK_WIDTH = 84;
const RIGHT = 12;
// A count has no halves.
const WHOLE_STEPS = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const DASH = [5, 4];
const DOTS = [0.5, 5];
const POINT = 5;
const SYNC = 'course';

/** The data of a plot: bucket numbers, then the values of its series in their order. */
export function dataOf(course: Course, bars: boolean): uPlot.AlignedData {
  const { complete, incomplete } = splitIncomplete(course, !bars);
  const { whole, warming } = splitAverage(course);
  const none = course.labels.map(() => null);
  const series: Values[] = [complete, incomplete, course.comparison ?? none, whole ?? none, course.second ?? none, warming ?? none, course.comparisonAverage ?? none];
  return [course.labels.map((_, index) => index), ...series] as unknown as uPlot.AlignedData;
}

/**
 * The options of a plot. Its x axis counts buckets: a day of 23 or 25 hours has as many places as it has labels, and no bucket is lost or
 * doubled whatever the browser's zone is.
 */
export function optionsOf(options: PlotOptions): uPlot.Options {
  const { course, metrics, interval, bars, colors, width, height, lines, isLog } = options;
  const font = `12px ${colors.font}`;
  const spansYears = course.labels[0]?.slice(0, 4) !== course.labels.at(-1)?.slice(0, 4);
  const plotWidth = width - 70;
  const nameOf = (index: number) => formatTick(course.labels[index] ?? '', interval, spansYears, course.labels[index - 1]);
  // A name is as wide on both sides of its place, and must not be cut by the edge.
  const fits = (index: number) => ((course.labels.length - 1 - index) / Math.max(1, course.labels.length - 1)) * plotWidth + RIGHT >= (nameOf(index).length * CHARACTER_WIDTH) / 2;
  const indexes = ticks(course.labels, interval, Math.max(2, Math.floor(plotWidth / TICK_WIDTH))).filter(fits);
  const axis: Partial<uPlot.Axis> = { stroke: colors.muted, font, ticks: { show: false } };
  const hasSecond = course.second !== null;
  const showsRaw = !(lines === 'average' && course.average);
  const [left, right] = axesOf(course, lines);
  // An axis that reaches below 0 for the other one's values alone has no names there.
  const amount = (metric: string, of: readonly (Values | null)[]) => {
    const [least] = extremesOf(of);
    return (_: uPlot, values: number[]) => values.map((value) => (value < 0 && least === 0 ? '' : formatMetricShort(metric, value)));
  };
  const steps = (metric: string | undefined) => (metric && metricOf(metric).kind === 'count' ? { incrs: WHOLE_STEPS } : {});
  const raw: Partial<uPlot.Series> = bars
    ? { paths: uPlot.paths.bars!({ size: [0.7, 40], radius: 0.1 }), fill: translucent(colors['chart-raw'], 0.6), width: 0 }
    : { stroke: colors['chart-raw'], width: course.average ? 1.25 : 2, fill: translucent(colors['chart-raw'], 0.1) };
  const partial: Partial<uPlot.Series> = bars
    ? { paths: uPlot.paths.bars!({ size: [0.7, 40], radius: 0.1 }), fill: (plot) => hatch(plot, colors['chart-raw']), stroke: colors['chart-raw'], width: 1 }
    : { stroke: colors['chart-raw'], width: course.average ? 1.25 : 2, dash: DASH };
  return {
    width,
    height,
    padding: [14, hasSecond ? 0 : RIGHT, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: (_, min, max) => (bars || course.labels.length === 1 ? [min - 0.5, max + 0.5] : [min, max]) },
      // The inverse hyperbolic sine grows as a logarithm does, and has a place for 0.
      y: { ...(isLog ? { distr: 4, asinh: 1 } : {}), range: () => [...left] },
      second: { range: () => [...right] },
    },
    axes: [
      { ...axis, splits: () => indexes, values: (_, values) => values.map(nameOf), grid: { show: false }, size: 28 },
      { ...axis, ...(isLog ? { splits: (plot: uPlot) => powers(plot.scales.y!.max ?? 1) } : steps(metrics[0])), ...(hasSecond ? named(options, 0) : {}), values: amount(metrics[0]!, valuesOnAxis(course, lines)), grid: { stroke: colors.hairline, width: 1 }, size: yAxisSize, space: 44 },
      { ...axis, ...steps(metrics[1]), ...(hasSecond ? named(options, 1) : {}), show: hasSecond, scale: 'second', side: 1, values: amount(metrics[1]!, [course.second]), grid: { show: false }, size: yAxisSize, space: 44 },
    ],
    series: [
      {},
      { ...raw, show: showsRaw, points: bars ? { show: false } : points(course.raw, colors['chart-raw']) },
      // Of a line in two parts, each draws those of its own values that are alone in the whole.
      { ...partial, show: showsRaw, points: bars ? { show: false } : points(course.raw, colors['chart-raw']), spanGaps: false },
      { stroke: colors['chart-comparison'], show: showsRaw, width: 1.25, dash: DASH, points: points(course.comparison, colors['chart-comparison']) },
      { stroke: colors['chart-average'], width: 2.5, points: points(course.average, colors['chart-average']) },
      { stroke: colors['series-2'], width: 2, scale: 'second', points: points(course.second, colors['series-2']) },
      { stroke: colors['chart-average'], width: 2.5, dash: DOTS, cap: 'round', points: points(course.average, colors['chart-average']) },
      { stroke: colors['chart-comparison'], show: lines !== undefined, width: 2, dash: DASH, points: points(course.comparisonAverage, colors['chart-comparison']) },
    ],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false, dist: DRAG },
      sync: { key: SYNC },
    },
    hooks: {
      setCursor: [(plot) => options.onMove(plot.cursor.idx ?? null)],
      setSelect: [(plot) => select(plot, options)],
      drawAxes: [(plot) => drawZero(plot, colors), (plot) => drawFlags(plot, options)],
      draw: [(plot) => drawMarks(plot, options), (plot) => drawPin(plot, options)],
    },
  };
}

/** Points where no line leads to a value. */
function points(values: Values | null, color: string): uPlot.Series.Points {
  const lone = values ? loneOf(values) : [];
  return { show: false, filter: lone.length > 0 ? [...lone] : null, size: POINT, width: 0, fill: color };
}

/** Where two metrics have axes of their own, each says whose it is. */
function named({ course, metrics, interval, colors }: PlotOptions, at: number): Partial<uPlot.Axis> {
  return { label: nameOfValues(course, metrics, at, interval), labelSize: 20, labelGap: 0, labelFont: `600 12px ${colors.font}` };
}

const CHARACTER_WIDTH = 7.2;
const GLYPH_WIDTH = 20;

function yAxisSize(_: uPlot, values: string[] | null): number {
  return Math.ceil(Math.max(3, ...(values ?? []).map((value) => value.length)) * CHARACTER_WIDTH) + 14;
}

function select(plot: uPlot, { course, onZoom }: PlotOptions): void {
  const { left, width } = plot.select;
  if (width < DRAG) return;
  const clamp = (value: number) => Math.min(course.labels.length - 1, Math.max(0, Math.round(value)));
  const [first, last] = [clamp(plot.posToVal(left, 'x')), clamp(plot.posToVal(left + width, 'x'))];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (last > first) onZoom(first, last);
}

function hatch(plot: uPlot, color: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const context = tile.getContext('2d')!;
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(-2, 2);
  context.lineTo(2, -2);
  context.moveTo(0, 8);
  context.lineTo(8, 0);
  context.moveTo(6, 10);
  context.lineTo(10, 6);
  context.stroke();
  return plot.ctx.createPattern(tile, 'repeat') ?? color;
}

/** The line of 0, where values are below it. */
function drawZero(plot: uPlot, colors: Colors): void {
  if (!((plot.scales.y!.min ?? 0) < 0)) return;
  const context = plot.ctx;
  const y = Math.round(plot.valToPos(0, 'y', true));
  context.save();
  context.setLineDash([]);
  context.strokeStyle = colors.muted;
  context.lineWidth = devicePixelRatio || 1;
  context.beginPath();
  context.moveTo(plot.bbox.left, y);
  context.lineTo(plot.bbox.left + plot.bbox.width, y);
  context.stroke();
  context.restore();
}

/** A line and a sign at each bucket with notes; their number where there are several. */
function drawFlags(plot: uPlot, { marks, colors }: PlotOptions): void {
  const context = plot.ctx;
  const ratio = devicePixelRatio || 1;
  const { top, height } = plot.bbox;
  context.save();
  context.strokeStyle = context.fillStyle = colors.muted;
  context.lineWidth = ratio;
  let lastGlyph = -Infinity;
  for (const { index, notes } of marks) {
    const x = Math.round(plot.valToPos(index, 'x', true));
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    context.setLineDash([]);
    context.font = `600 ${11 * ratio}px ${colors.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const shown = notes.length > 1 ? `${notes[0]!.glyph}${notes.length}` : notes[0]!.glyph;
    // Signs would cover each other: of marks that stand close the first one has its own.
    if (x - lastGlyph < GLYPH_WIDTH * ratio) continue;
    lastGlyph = x;
    context.fillText(shown, Math.min(x, plot.bbox.left + plot.bbox.width - 6 * ratio), top - 6 * ratio);
  }
  context.restore();
}

/** The ring where the average ends, its name, and the ring of the bucket that still grows. */
function drawMarks(plot: uPlot, { course, averageLabel, colors, bars, lines }: PlotOptions): void {
  const context = plot.ctx;
  const ratio = devicePixelRatio || 1;
  const place = (index: number, value: number) => [plot.valToPos(index, 'x', true), plot.valToPos(value, 'y', true)] as const;
  context.save();
  context.setLineDash([]);
  const growing = course.present >= 0 ? course.raw[course.present] : null;
  if (growing !== null && growing !== undefined && !bars && !(lines === 'average' && course.average)) ring(context, ...place(course.present, growing), colors['chart-raw'], colors.surface, ratio);

  const end = lastAverage(course);
  const value = end >= 0 ? course.average?.[end] : null;
  if (value !== null && value !== undefined) {
    const [x, y] = place(end, value);
    ring(context, x, y, colors['chart-average'], colors.surface, ratio);
    if (averageLabel) {
      context.font = `600 ${12 * ratio}px ${colors.font}`;
      context.textAlign = 'right';
      context.textBaseline = 'bottom';
      const right = Math.min(x + 4 * ratio, plot.bbox.left + plot.bbox.width);
      const top = Math.max(y - 9 * ratio, plot.bbox.top + 14 * ratio);
      context.lineWidth = 4 * ratio;
      context.lineJoin = 'round';
      context.strokeStyle = colors.surface;
      context.strokeText(averageLabel, right, top);
      context.fillStyle = colors['chart-average'];
      context.fillText(averageLabel, right, top);
    }
  }
  context.restore();
}

/** The line at the bucket that is pinned. */
function drawPin(plot: uPlot, { pinned, colors }: PlotOptions): void {
  const at = pinned();
  if (at === null) return;
  const context = plot.ctx;
  const x = Math.round(plot.valToPos(at, 'x', true));
  context.save();
  context.setLineDash([]);
  context.strokeStyle = colors.accent;
  context.lineWidth = 2 * (devicePixelRatio || 1);
  context.beginPath();
  context.moveTo(x, plot.bbox.top);
  context.lineTo(x, plot.bbox.top + plot.bbox.height);
  context.stroke();
  context.restore();
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, stroke: string, fill: string, ratio: number): void {
  context.beginPath();
  context.arc(x, y, 3.5 * ratio, 0, Math.PI * 2);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 2 * ratio;
  context.strokeStyle = stroke;
  context.stroke();
}
