import type { Interval } from '../dates/intervals';
import { useSite, useViewLinks } from '../screens/SiteContext';

/** Shows the time from one bucket of a chart to another, or that of a single one. */
export function useZoom(labels: readonly string[], interval: Interval): { readonly zoom: (first: number, last: number) => void; readonly enter: (bucket: number) => void } {
  const { today } = useSite();
  const { go } = useViewLinks();
  const zoom = (first: number, last: number) => {
    const [from, to] = [labels[first], labels[last]];
    // Few zoom, and none before there is a chart.
    if (from !== undefined && to !== undefined) void import('../dates/zoom').then(({ zoomedRange }) => go(zoomedRange(from, to, interval, today)));
  };
  // Nothing is finer than a minute.
  return { zoom, enter: (bucket) => interval !== 'minute' && zoom(bucket, bucket) };
}
