import { REVENUE, tileMetrics } from '../api/metrics';
import { courseQuery, totalsQuery } from '../api/siteQueries';
import type { Query } from '../api/types';
import type { Average } from '../chart/average';
import { siteAverage } from '../chart/siteAverage';
import { countDays, type Day } from '../dates/days';
import { nearestInterval, type Interval } from '../dates/intervals';
import { daysOf } from '../dates/periods';
import { dimensionsIn } from '../url/filters';
import type { View } from '../url/view';

/** What the first screen of a view asks, and how it shows the answers. */
export interface OverviewQueries {
  readonly tiles: readonly string[];
  /** The metrics of the chart, of which the first has the average. */
  readonly shown: readonly string[];
  readonly interval: Interval;
  readonly average: Average | 'off';
  readonly totals: Query;
  readonly course: Query;
}

/** The average of a view: what its address says, else what the site's charts begin with. */
export function averageOf(site: string, view: View, interval: Interval, today: Day): Average | 'off' {
  const days = daysOf(view, today);
  return view.average ?? siteAverage(site, interval, days ? countDays(days[0], days[1]) : interval === 'day' ? 30 : 0);
}

/** The metrics of a view's tiles. */
export function tilesOf(view: View, segmentDimensions: readonly string[], hides: readonly string[]): readonly string[] {
  return tileMetrics([...dimensionsIn(view.filters), ...segmentDimensions]).filter((metric) => !hides.includes(metric));
}

/** The metrics of a view's chart, of those that the tiles offer. Goals may have revenue, whose tiles come once it is known. */
export function shownOf(view: View, tiles: readonly string[]): readonly string[] {
  const wanted = view.metrics.filter((metric) => tiles.includes(metric) || (REVENUE.includes(metric) && tiles.includes('conversion_rate')));
  return wanted.length > 0 ? wanted : [tiles[0]!];
}

/** The questions of a view's first screen. The dimensions are those of the segments in use, which also decide what can be asked; hidden metrics are not asked for. */
export function overviewQueries(site: string, view: View, today: Day, segmentDimensions: readonly string[] = [], hides: readonly string[] = []): OverviewQueries {
  const tiles = tilesOf(view, segmentDimensions, hides);
  const shown = shownOf(view, tiles);
  const interval = nearestInterval(view.interval, view, today);
  const average = averageOf(site, view, interval, today);
  return { tiles, shown, interval, average, totals: totalsQuery(site, view, today, tiles), course: courseQuery(site, view, today, shown, interval, average) };
}
