import { roundUp } from '../chart/scale';
import { formatPercent } from '../format/numbers';
import type { RetentionAnswer } from './answers';
import { useWidth } from '../ui/useWidth';
import type { Cohorts } from './Retention';

const WIDTH = 720;
const LABEL_WIDTH = 40;
const HEIGHT = 150;
const LEFT = 48;
const BOTTOM = 22;
const TOP = 12;

/** The mean of all cohorts over time, with each cohort as a thin line behind it. The table has the same numbers. */
export function RetentionCurve({ answer, by }: { answer: RetentionAnswer; by: Cohorts }) {
  const [figure, width] = useWidth<HTMLElement>(WIDTH);
  const mean = answer.meta.mean.map((rate, period) => ({ rate, period })).filter((point): point is { rate: number; period: number } => point.rate !== null && point.period > 0);
  if (mean.length < 2) return <figure ref={figure} />;
  const last = mean.at(-1)!.period;
  const complete = answer.results.map((cohort) =>
    cohort.periods.flatMap((cell, period) => (cell.complete && cell.rate !== null && period > 0 && period <= last ? [{ rate: cell.rate, period }] : [])),
  );
  const top = roundUp(Math.max(...complete.flat().map((point) => point.rate), 1), 'rate');
  const x = (period: number) => LEFT + ((period - 1) / Math.max(1, last - 1)) * (width - LEFT - 12);
  const y = (rate: number) => TOP + (1 - rate / top) * (HEIGHT - TOP - BOTTOM);
  const path = (points: readonly { rate: number; period: number }[]) => points.map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point.period).toFixed(1)} ${y(point.rate).toFixed(1)}`).join('');
  const step = Math.max(1, Math.ceil((last * LABEL_WIDTH) / (width - LEFT)));
  return (
    <figure className="retention-curve" ref={figure}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line x1={LEFT} x2={width - 12} y1={y(top * part)} y2={y(top * part)} stroke="var(--hairline)" />
            <text x={LEFT - 6} y={y(top * part) + 4} textAnchor="end">
              {formatPercent(top * part)}
            </text>
          </g>
        ))}
        {mean.filter(({ period }) => (period - 1) % step === 0).map(({ period }) => (
          <text key={period} x={x(period)} y={HEIGHT - 4} textAnchor="middle">
            {period}
          </text>
        ))}
        {complete.map((points, at) =>
          points.length === 1 ? (
            <circle key={at} cx={x(points[0]!.period)} cy={y(points[0]!.rate)} r="2" fill="var(--chart-raw)" opacity="0.45" />
          ) : (
            <path key={at} d={path(points)} fill="none" stroke="var(--chart-raw)" strokeWidth="1" opacity="0.45" />
          ),
        )}
        <path d={path(mean)} fill="none" stroke="var(--chart-average)" strokeWidth="2.5" />
      </svg>
      <figcaption className="meta">
        Come back after so many {by}s: <span className="swatch average" aria-hidden="true" /> mean of all, <span className="swatch" aria-hidden="true" /> each cohort
      </figcaption>
    </figure>
  );
}
