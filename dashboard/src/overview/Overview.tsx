import { useMemo } from 'react';
import { useDefinitions } from '../api/definitions';
import { tileMetrics } from '../api/metrics';
import { lastBatch } from '../api/batch';
import { courseQuery, totalsQuery } from '../api/siteQueries';
import { useQuery } from '../api/useApi';
import { defaultAverage } from '../chart/average';
import { Chips } from '../filters/Chips';
import { countDays } from '../dates/days';
import { nearestInterval } from '../dates/intervals';
import { daysOf, includesNow } from '../dates/periods';
import { formatDays, formatMoment } from '../format/dates';
import { PANELS } from '../panels/reports';
import { BreakdownPanel } from '../panels/BreakdownPanel';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { dimensionsOf } from '../url/segments';
import { MainChart } from './MainChart';
import { Tiles } from './Tiles';

/** The site's first screen: totals, the course over time with its average, and the breakdowns. */
export function Overview({ filterSignal }: { filterSignal: number }) {
  const { site, view, today, now } = useSite();
  const { go } = useViewLinks();
  const segments = useDefinitions(site.domain, 'segments');
  const segment = view.segment ? segments.data?.find((one) => one.id === view.segment) : undefined;
  const tiles = useMemo(
    () => tileMetrics([...view.filters.map((filter) => filter.dimension), ...dimensionsOf(segment?.content.filters)]),
    [view.filters, segment],
  );
  const shown = useMemo(() => {
    const wanted = view.metrics.filter((metric) => tiles.includes(metric));
    return wanted.length > 0 ? wanted : [tiles[0]!];
  }, [view.metrics, tiles]);
  const interval = nearestInterval(view.interval, view, today);
  const days = daysOf(view, today);
  const average = view.average ?? defaultAverage(interval, days ? countDays(days[0], days[1]) : interval === 'day' ? 30 : 0);
  // Which metrics there are depends on what a segment asks for.
  const isReady = !view.segment || segments.data !== undefined || segments.error !== undefined;
  const totals = useQuery(isReady ? totalsQuery(site.domain, view, today, tiles) : null);
  const course = useQuery(isReady ? courseQuery(site.domain, view, today, shown, interval, average) : null);
  const isRunning = includesNow(view, today);
  const warnings = Object.values(totals.data?.meta.metric_warnings ?? {});
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <section className="card main-card" aria-label="Totals and their course">
        {(totals.loading || course.loading) && totals.data && <span className="progress-line" />}
        <Tiles metrics={tiles} shown={shown} answer={totals.data} stale={totals.loading} soFar={isRunning} onShow={(metrics) => go({ metrics: metrics[0] === tiles[0] && metrics.length === 1 ? [] : metrics })} />
        <MainChart metrics={shown} interval={interval} average={average} loaded={course} />
        <p className="truth meta">
          {totals.data && <Exactness sampling={totals.data.meta.sampling} />}
          {days && <span className="number">{formatDays(days[0], days[1], today)}</span>}
          <span>{site.timezone}</span>
          {isRunning && <span className="number">until {formatMoment(now.toISOString(), site.timezone, { timeStyle: 'short' })}</span>}
          {isRunning && view.comparison !== 'off' && totals.data?.results[0]?.comparison && <span>compared up to the same time</span>}
          {warnings.map((warning, at) => (
            <span className="badge warn" key={at}>
              {warning.warning ?? warning.message ?? warning.code}
            </span>
          ))}
        </p>
      </section>
      <div className="panels">
        {PANELS.map((panel) => (
          <BreakdownPanel key={panel.id} panel={panel} />
        ))}
      </div>
      <p className="foot meta">
        <span>Days add up to more visitors than the period has: one person may come on two days.</span>
        {lastBatch.queries > 0 && (
          <span className="number">
            {lastBatch.queries} queries · {lastBatch.milliseconds} ms
          </span>
        )}
      </p>
    </div>
  );
}

/** Whether numbers are exact, or by how much they may be off. */
function Exactness({ sampling }: { sampling: { readonly fraction?: number } | null | undefined }) {
  return sampling?.fraction !== undefined && sampling.fraction < 1 ? (
    <span className="badge warn">≈ from a sample of {Math.round(sampling.fraction * 100)} %</span>
  ) : (
    <span className="badge good">exact</span>
  );
}
