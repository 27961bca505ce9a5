// A file of its own, which only pages that measure web vitals load.
import type { track } from './track';

/**
 * Measures the web vitals of this page and sends them when it is hidden for the first time.
 * @param send Sends an event.
 */
export const watchVitals = (send: typeof track) => {
  const url = location.href;
  const values: Record<string, number> = {};
  const delays: number[] = [];
  let shift = 0; // of the window of shifts that is open
  let first = 0; // when it began
  let last = 0; // the time of its last shift
  const observe = (type: string, each: (entry: any) => void) =>
    new PerformanceObserver((list) => list.getEntries().map(each)).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) values.CLS = 0;
  observe('largest-contentful-paint', ({ startTime }) => {
    values.LCP = startTime;
  });
  observe('layout-shift', ({ hadRecentInput, startTime, value }) => {
    if (hadRecentInput) return;
    // A window has at most 5 seconds and no gap of a second.
    if (startTime > last + 1000 || startTime > first + 5000) {
      shift = 0;
      first = startTime;
    }
    last = startTime;
    values.CLS = Math.max(values.CLS!, (shift += value));
  });
  observe('event', ({ interactionId, duration }) => {
    if (interactionId) delays[interactionId] = Math.max(delays[interactionId] || 0, duration);
  });
  addEventListener(
    'visibilitychange',
    () => {
      // The longest of all, less one for every 50.
      const longest = Object.values(delays).sort((a, b) => b - a);
      if (longest[0]) values.INP = longest[(longest.length / 50) | 0]!;
      for (const name in values) send(name, { url, value: values[name], interactive: false });
    },
    { once: true },
  );
};
