import type { Interval } from '../dates/intervals';
import { defaultAverage, formatAverage, parseAverage, type Average } from './average';

const keyOf = (site: string, interval: Interval) => `average:${site}:${interval}`;

/** The average of a site's charts where the address says none: the one that this browser chose for the interval, else the usual one. */
export function siteAverage(site: string, interval: Interval, buckets: number): Average | 'off' {
  return chosenAverage(site, interval) ?? defaultAverage(interval, buckets);
}

/** What this browser chose; undefined for nothing. */
export function chosenAverage(site: string, interval: Interval): Average | 'off' | undefined {
  try {
    return parseAverage(localStorage.getItem(keyOf(site, interval)) ?? undefined);
  } catch {
    return undefined;
  }
}

/** Chooses what a site's charts of an interval begin with in this browser; undefined for the usual average. */
export function chooseAverage(site: string, interval: Interval, average: Average | 'off' | undefined): void {
  try {
    if (average === undefined) localStorage.removeItem(keyOf(site, interval));
    else localStorage.setItem(keyOf(site, interval), formatAverage(average));
  } catch {
    // Without storage the address alone says it.
  }
}
