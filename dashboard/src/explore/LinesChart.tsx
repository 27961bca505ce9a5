import { metricOf } from '../api/metrics';
import { loneOf, pathOf } from '../chart/path';
import { roundSteps } from '../chart/scale';
import { ticks } from '../chart/ticks';
import type { Interval } from '../dates/intervals';
import { formatTick } from '../format/dates';
import { formatMetricShort } from '../format/numbers';
import { CutText } from '../ui/CutText';
import { useWidth } from '../ui/useWidth';
import type { Values } from '../chart/course';
import { drawnOf, rangeOf, type Series } from './series';
import { useDragZoom } from './useDragZoom';

const WIDTH = 1000;
const TICK_WIDTH = 96;
const HEIGHT = 280;
const LEAST_LEFT = 56;
const CHARACTER_WIDTH = 7.2;
const BOTTOM = 24;
const TOP = 10;
const DASHES = ['', '7 4', '2 4', '9 4 2 4'];

interface LinesChartProps {
  readonly series: readonly Series[];
  readonly labels: readonly string[];
  readonly metric: string;
  readonly interval: Interval;
  readonly label: string;
  readonly present: number;
  /** Shows the time between two buckets that a drag selects; without it nothing is selected. */
  readonly onZoom?: (first: number, last: number) => void;
}

/** Up to eight lines in one chart. With an average it is what is drawn; the bucket that still grows is left out. */
export function LinesChart({ series, labels, metric, interval, label, present, onZoom }: LinesChartProps) {
  const [figure, width] = useWidth<HTMLElement>(WIDTH);
  const steps = roundSteps(rangeOf(series), metricOf(metric).kind);
  const [low, high] = [steps[0]!, steps.at(-1)!];
  const amounts = steps.map((step) => formatMetricShort(metric, step));
  const left = Math.max(LEAST_LEFT, Math.ceil(Math.max(...amounts.map(({ length }) => length)) * CHARACTER_WIDTH) + 12);
  const last = present < 0 ? labels.length - 1 : Math.max(0, present - 1);
  const x = (index: number) => left + (index / Math.max(1, labels.length - 1)) * (width - left - 8);
  const y = (value: number) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const spansYears = labels[0]?.slice(0, 4) !== labels.at(-1)?.slice(0, 4);
  const isCompared = series.some((one) => drawnOf(one).compared !== null);
  const line = (values: Values, color: string, look: { className?: string; strokeWidth: string; strokeDasharray?: string | undefined; opacity?: string }) => {
    const begun = values.slice(0, last + 1);
    return (
      <>
        <path {...look} d={pathOf(begun, x, y)} fill="none" stroke={color} />
        {loneOf(begun).map((index) => (
          <circle key={index} cx={x(index)} cy={y(begun[index]!)} r="2.5" fill={color} opacity={look.opacity} />
        ))}
      </>
    );
  };
  const indexAt = (place: number) => Math.min(labels.length - 1, Math.max(0, Math.round(((place - left) / (width - left - 8)) * (labels.length - 1))));
  const { selected, ...drag } = useDragZoom(indexAt, onZoom);
  return (
    <figure className="lines" ref={figure}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} {...drag} role="img" aria-label={`${label}: ${series.map((one) => one.name).join(', ')}. The table has the numbers.`}>
        {steps.map((step, at) => (
          <g key={step}>
            <line x1={left} x2={width - 8} y1={y(step)} y2={y(step)} stroke={step === 0 && low < 0 ? 'var(--muted)' : 'var(--hairline)'} />
            <text x={left - 8} y={y(step) + 4} textAnchor="end">
              {amounts[at]}
            </text>
          </g>
        ))}
        {ticks(labels, interval, Math.max(2, Math.floor(width / TICK_WIDTH))).map((index) => (
          <text key={index} x={x(index)} y={HEIGHT - 4} textAnchor={x(index) > width - 40 ? 'end' : 'middle'}>
            {formatTick(labels[index]!, interval, spansYears, labels[index - 1])}
          </text>
        ))}
        {series.map((one, at) => {
          const { compared } = drawnOf(one);
          return compared && <g key={one.name}>{line(compared, colorOf(at), { className: 'compared', strokeWidth: '1.5', strokeDasharray: '1 3', opacity: '0.6' })}</g>;
        })}
        {series.map((one, at) => (
          <g key={one.name}>{line(drawnOf(one).line, colorOf(at), { strokeWidth: '2', strokeDasharray: DASHES[at % DASHES.length] })}</g>
        ))}
        {selected && <rect className="selected" x={selected[0]} width={selected[1] - selected[0]} y={TOP} height={HEIGHT - TOP - BOTTOM} />}
      </svg>
      <figcaption>
        <ul className="lines-legend">
          {series.map((one, at) => (
            <li key={one.name}>
              <svg width="24" height="8" aria-hidden="true">
                <line x1="0" x2="24" y1="4" y2="4" stroke={colorOf(at)} strokeWidth="2.5" strokeDasharray={DASHES[at % DASHES.length]} />
              </svg>
              <CutText text={one.name} isPath={one.name.startsWith('/')} />
            </li>
          ))}
        </ul>
        {isCompared && <p className="meta">Dotted in the same colour: what the period is compared with.</p>}
      </figcaption>
    </figure>
  );
}

const COLORS = 6;

function colorOf(at: number): string {
  return at < COLORS ? `var(--series-${at + 1})` : 'var(--chart-comparison)';
}
