import type { Values } from './course';
import { extremesOf } from './scale';

interface SparklineProps {
  readonly values: Values;
  /** The largest value of all that share a scale. */
  readonly max: number;
  /** The bucket that still grows; -1 if none. */
  readonly present: number;
}

const WIDTH = 240;
const HEIGHT = 40;

/** A small course without axes. The segment to the growing bucket is dashed. */
export function Sparkline({ values, max, present }: SparklineProps) {
  // 0 is at the bottom, or within the line where values are below it.
  const least = extremesOf([values])[0];
  const y = (value: number) => HEIGHT - 2 - ((value - least) / (max - least || 1)) * (HEIGHT - 4);
  const points = values.flatMap((value, index) => {
    const x = values.length > 1 ? (index / (values.length - 1)) * WIDTH : WIDTH / 2;
    return value === null ? [] : [{ x, y: y(value), index }];
  });
  const path = (list: typeof points) => list.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  const complete = points.filter(({ index }) => present < 0 || index < present);
  const growing = points.filter(({ index }) => present >= 0 && index >= present - 1);
  const bottom = least < 0 ? y(0) : HEIGHT;
  const area = complete.length > 1 ? `${path(complete)}L${complete.at(-1)!.x.toFixed(1)} ${bottom}L${complete[0]!.x.toFixed(1)} ${bottom}Z` : '';
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={area} fill="var(--chart-raw)" opacity="0.1" />
      <path d={path(complete)} fill="none" stroke="var(--chart-raw)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      <path d={path(growing)} fill="none" stroke="var(--chart-raw)" strokeWidth="1.5" strokeDasharray="4 3" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
