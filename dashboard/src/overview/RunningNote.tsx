import type { Interval } from '../dates/intervals';
import { meaningOfTotal } from './meaningOfTotal';

/** Says what a running total counts. */
export default function RunningNote({ metric, interval }: { metric: string; interval: Interval }) {
  return <p className="meta">{meaningOfTotal(metric, interval)}</p>;
}
