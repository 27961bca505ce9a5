import { describe, expect, it } from 'vitest';
import type { Colors } from '../src/chart/colors';
import type { Course } from '../src/chart/course';
import { svgOf } from '../src/chart/svg';

const COURSE: Course = {
  labels: ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'],
  raw: [10, null, 30, 5],
  average: [10, 20, 20, null],
  averageFrom: 0,
  averageSoFar: null,
  comparison: null,
  comparisonLabels: [],
  second: null,
  comparisonAverage: null,
  present: 3,
  cutAtStart: false,
  cutAtEnd: false,
};
const COLORS = new Proxy({}, { get: (_, name) => (name === 'font' ? '"A", b' : `#${String(name)}`) }) as Colors;
const DRAWING = { course: COURSE, metrics: ['visitors'], interval: 'day', bars: false, lines: undefined, averageLabel: '2-day average 20', isLog: false, title: 'a & <b>', colors: COLORS } as const;

describe('The chart as SVG', () => {
  it('has a line that begins again after a bucket without data, and one to the bucket that still grows', () => {
    const svg = svgOf(DRAWING);
    expect([...svg.matchAll(/d="(M[^"]+)" fill="none" stroke="#chart-raw"[^>]*?(dasharray)?/g)].map(([, path]) => path!.replace(/[\d. ]+/g, ''))).toEqual(['MM', 'ML']);
    expect(svg).toMatch(/stroke="#chart-average" stroke-width="2.5"/);
  });

  it('places values between 0 at the bottom and a little over the largest', () => {
    // 308 units of height, of which 30 is at 1/1.08.
    const y = (value: number) => Number((56 + 308 * (1 - value / 32.4)).toFixed(1));
    expect(svgOf(DRAWING)).toContain(`d="M64 ${y(10)}M618.7 ${y(30)}"`);
    expect(svgOf(DRAWING)).toContain(`M64 364H896`);
  });

  it('has a point for a value between two gaps, of each line that has such values', () => {
    const circles = (course: Partial<Course>) => [...svgOf({ ...DRAWING, metrics: ['bounce_rate', 'visits'], course: { ...COURSE, average: null, ...course } }).matchAll(/<circle cx="([^"]+)" cy="[^"]+" r="2.5" fill="#([^"]+)"/g)].map(([, x, color]) => [Number(x), color]);
    // Four days share the 832 units between the axes, which begin at 64.
    const x = (day: number) => Number((64 + (832 * day) / 3).toFixed(1));
    expect(circles({ raw: [null, 40, null, 50] })).toEqual([[x(1), 'chart-raw'], [x(3), 'chart-raw']]);
    expect(circles({ raw: [40, 45, null, null], second: [null, null, 7, null] })).toEqual([[x(2), 'series-2']]);
    expect(circles({ raw: [1, 2, 3, 4], comparison: [5, null, 6, 7], average: [null, 3, null, null] })).toEqual([[x(0), 'chart-comparison'], [x(1), 'chart-average']]);
    // A line of two parts is one, and bars need no points.
    expect(circles({ raw: [1, null, 3, 4] })).toEqual([[x(0), 'chart-raw']]);
    expect(svgOf({ ...DRAWING, bars: true, course: { ...COURSE, average: null } })).not.toContain('r="2.5"');
  });

  it('has text as text', () => {
    expect(svgOf(DRAWING)).toContain('<title>a &amp; &lt;b&gt;</title>');
    expect(svgOf(DRAWING)).toContain('font-family="&quot;A&quot;, b"');
  });

  it('has a bar for each bucket with data, and the one that grows is hollow', () => {
    const bars = [...svgOf({ ...DRAWING, bars: true }).matchAll(/<rect x=[^>]+>/g)].map(([bar]) => bar);
    expect(bars.map((bar) => bar.includes('fill="none"'))).toEqual([false, false, true]);
  });

  it('has bars from 0 to their value, in the middle of equal shares of the width', () => {
    const numberOf = (bar: string, name: string) => Number(new RegExp(` ${name}="([^"]+)"`).exec(bar)![1]);
    const bars = [...svgOf({ ...DRAWING, bars: true }).matchAll(/<rect x=[^>]+>/g)].map(([bar]) => bar);
    // Four days share the 832 units between the axes, which begin at 64; 0 is at 364, 308 units below the largest value and a little more.
    [[0, 10], [2, 30], [3, 5]].forEach(([day, value], at) => {
      const bar = bars[at]!;
      expect(numberOf(bar, 'x') + numberOf(bar, 'width') / 2).toBeCloseTo(64 + 208 * (day! + 0.5), 0);
      expect(numberOf(bar, 'width')).toBeGreaterThan(208 / 2);
      expect(numberOf(bar, 'width')).toBeLessThan(208);
      expect(numberOf(bar, 'height')).toBeCloseTo((308 * value!) / 32.4, 0);
      expect(numberOf(bar, 'y') + numberOf(bar, 'height')).toBeCloseTo(364, 0);
    });
  });

  describe('of values below 0', () => {
    const course: Course = { ...COURSE, raw: [-100, 100, -50, 0], average: null, present: -1 };
    const svg = svgOf({ ...DRAWING, course, bars: true });
    // From -108 to 108 there are 308 units of height, so that 0 is in the middle of 56 and 364.
    const heights = [...svg.matchAll(/<rect x=[^>]+>/g)].map(([bar]) => ['y', 'height'].map((name) => Number(new RegExp(` ${name}="([^"]+)"`).exec(bar)![1])));

    it('has bars that hang from 0', () => {
      const length = (308 / 216) * 100;
      [[210, length], [210 - length, length], [210, length / 2], [210, 0]].forEach((wanted, at) => wanted.forEach((value, of) => expect(heights[at]![of]).toBeCloseTo(value, 0)));
    });

    it('has a line at 0 that is seen, and steps on both sides of it', () => {
      expect([...svg.matchAll(/<path d="M64 ([\d.]+)H896" stroke="#(muted|hairline)"/g)].map(([, y, color]) => [y, color])).toEqual([
        ['352.6', 'hairline'], ['281.3', 'hairline'], ['210', 'muted'], ['138.7', 'hairline'], ['67.4', 'hairline'],
      ]);
      expect(svg).toContain('>-100</text>');
    });

    it('has the running total, of which all is below 0', () => {
      const running = svgOf({ ...DRAWING, course: { ...course, raw: [-100, -150, -205, -205] } });
      const y = (value: number) => Number((56 + 308 * (-value / (205 * 1.08))).toFixed(1));
      expect(running).toContain(`d="M64 ${y(-100)}L341.3 ${y(-150)}L618.7 ${y(-205)}L896 ${y(-205)}"`);
    });
  });
});
