import type { Interval } from '../dates/intervals';
import { useSite } from '../screens/SiteContext';

/** Says that a chart has another interval than the address, whose does not fit the period. */
export function IntervalNote({ interval }: { interval: Interval }) {
  const { view } = useSite();
  if (!view.interval || view.interval === interval) return null;
  return (
    <span className="badge warn" role="status">
      By {interval}: {view.interval}s do not fit this period
    </span>
  );
}
