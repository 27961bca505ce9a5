import { useEffect, useMemo } from 'react';
import { useQuery } from '../api/useApi';
import type { Query, Site } from '../api/types';
import { courseOf, type Course } from '../chart/course';
import { deltaOf, numberOf, type Delta } from '../format/numbers';
import { weekQuery } from './ranking';

/** The last week of a site, as the list of sites shows it. */
export interface SiteWeek {
  readonly error: Error | undefined;
  /** Whether the numbers are there. */
  readonly isKnown: boolean;
  /** Visitors of 30 minutes; null until they are known. */
  readonly current: number | null;
  readonly visitors: number;
  readonly delta: Delta;
  /** The last value of the 7-day average. */
  readonly average: number | null;
  readonly course: Course | null;
  /** Whether the last 28 days have an event. */
  readonly hasEvents: boolean;
  /** Whether the first visits come in just now. */
  readonly isFirstDay: boolean;
  /** Where the site is opened: one without whole days shows its first one, one without any event is to be installed. */
  readonly target: string;
}

interface Options {
  readonly manages: boolean;
  /** Whether to ask; of many sites, those that nobody has scrolled to ask nothing. */
  readonly seen: boolean;
  /** Called with the largest day of the site. */
  readonly onTop: (domain: string, top: number) => void;
}

/** Asks for the week of a site. */
export function useSiteWeek(site: Site, { manages, seen, onTop }: Options): SiteWeek {
  const now = useMemo(() => new Date(), []);
  const ask = (query: Query) => (seen ? query : null);
  const totals = useQuery(ask(weekQuery(site.domain)));
  const days = useQuery(
    ask({
      site_id: site.domain,
      date_range: '28d',
      metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }],
      dimensions: ['time:day'],
      include: { time_labels: true, imports: true },
    }),
  );
  const live = useQuery(ask({ site_id: site.domain, date_range: 'realtime', metrics: ['visitors'] }));
  const course = useMemo(
    () => (days.data ? courseOf(days.data, { metrics: ['visitors'], hasAverage: true, interval: 'day', zone: site.timezone, now }) : null),
    [days.data, site.timezone, now],
  );
  const total = totals.data?.results[0];
  const current = numberOf(live.data?.results[0]?.metrics[0]);
  const most = course ? Math.max(0, ...course.raw.map((value) => value ?? 0)) : undefined;
  useEffect(() => {
    if (most !== undefined) onTop(site.domain, most);
  }, [site.domain, most, onTop]);
  const hasEvents = (most ?? 0) > 0;
  const isFirstDay = !hasEvents && (current ?? 0) > 0;
  // What is not known yet is not empty.
  const isEmpty = most === 0 && live.data !== undefined && !isFirstDay;
  const home = `/s/${site.domain}`;
  return {
    error: totals.error ?? days.error,
    isKnown: course !== null && total !== undefined,
    current,
    visitors: numberOf(total?.metrics[0]) ?? 0,
    delta: deltaOf('visitors', total?.metrics[0], total?.comparison?.metrics[0]),
    average: course?.average?.findLast((value) => value !== null) ?? null,
    course,
    hasEvents,
    isFirstDay,
    target: isFirstDay ? `${home}?period=day` : isEmpty && manages ? `${home}/settings/install` : home,
  };
}
