import { lazy, Suspense, useMemo } from 'react';
import { useLastBatch } from '../api/batch';
import type { components } from '../api/schema';
import type { Answer } from '../api/types';
import { useAnswered } from '../api/useAnswered';
import { useJson, useQuery } from '../api/useApi';
import { ComparedNote } from '../controls/ComparedNote';
import { Chips } from '../filters/Chips';
import { useSegmentDimensions } from '../filters/useSegmentDimensions';
import { wallTime } from '../dates/days';
import { includesNow } from '../dates/periods';
import { formatMoment, formatRange } from '../format/dates';
import { PANELS } from '../panels/reports';
import { BreakdownPanel } from '../panels/BreakdownPanel';
import { warningText } from '../panels/revenue';
import { useWithRevenue } from '../panels/useRevenue';
import { withoutImports } from '../panels/withoutImports';
import { Deferred } from '../screens/Deferred';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { nounOf, numberOf } from '../format/numbers';
import { Failure } from '../ui/States';
import { MainChart } from './MainChart';
import { beginsEmpty, comparedDaysOf, firstEventQuery } from './firstEvent';
import { overviewQueries } from './queries';
import { Tiles } from './Tiles';

const Nothing = lazy(() => import('./Nothing'));

/** The site's first screen: totals, the course over time with its average, and the breakdowns. */
export function Overview({ filterSignal }: { filterSignal: number }) {
  const { site, view, today, now, limits } = useSite();
  const { go } = useViewLinks();
  // Which metrics there are depends on what a segment asks for.
  const { dimensions, isReady } = useSegmentDimensions();
  const asked = useMemo(() => overviewQueries(site.domain, view, today, dimensions, limits.hides), [site.domain, view, today, dimensions, limits]);
  const { tiles, shown, interval, average } = asked;
  const totals = useQuery(isReady ? asked.totals : null);
  const course = useQuery(isReady ? asked.course : null);
  const hasGoal = tiles.includes('conversion_rate') || limits.dimensions.includes('goal');
  const counted = useWithRevenue(useAnswered(tiles, totals.loading), totals.data, hasGoal);
  const first = useQuery(beginsEmpty(course.data) ? firstEventQuery(site.domain, view) : null);
  const comparedDays = comparedDaysOf(totals.data, first.data);
  const time = formatRange(view, today);
  const isRunning = includesNow(view, today, wallTime(now, site.timezone));
  const warnings = [...new Set(Object.values(counted.answer?.meta.metric_warnings ?? {}).map(warningText))];
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <section className="card main-card" aria-label="Totals and their course">
        {(totals.loading || course.loading) && totals.data && <span className="progress-line" />}
        {totals.error ? (
          <div className="tiles refused">
            <Failure error={totals.error} onRetry={totals.retry} />
          </div>
        ) : (
          <Tiles metrics={counted.metrics} shown={shown} answer={counted.answer} stale={totals.loading} soFar={isRunning} gap={counted.gap} onShow={(metrics) => go({ metrics: metrics[0] === tiles[0] && metrics.length === 1 ? [] : metrics })} />
        )}
        <MainChart metrics={shown} interval={interval} average={average} loaded={course} hasImports={totals.data?.meta.imports_included ?? false}>
          {!totals.loading && totals.data && !numberOf(totals.data.results[0]?.metrics[0]) && (
            <Suspense>
              <Nothing />
            </Suspense>
          )}
        </MainChart>
        <p className="truth meta">
          {totals.data && <Exactness sampling={totals.data.meta.sampling} />}
          <ImportsSwitch meta={totals.data?.meta} />
          {time && <span className="number">{time}</span>}
          <span>{site.timezone}</span>
          {isRunning && <span className="number">until {formatMoment(now.toISOString(), site.timezone, { timeStyle: 'short' })}</span>}
          <ComparedNote answer={totals.data} />
          {comparedDays !== undefined && (
            <span className="badge warn">compared with {comparedDays > 0 ? `${comparedDays} ${nounOf(comparedDays, 'day', 'days')} of data` : 'a time before the first event'}</span>
          )}
          {counted.gap && <span className="badge warn">{counted.gap.sentence}</span>}
          {warnings.map((warning) => (
            <span className="badge warn" key={warning}>
              {warning}
            </span>
          ))}
        </p>
      </section>
      <div className="panels">
        <Deferred atFirst={PANELS.map((panel) => <div key={panel.id} className="card panel coming" />)}>
          {PANELS.map((panel) => (
            <BreakdownPanel key={panel.id} panel={panel} />
          ))}
        </Deferred>
      </div>
      <p className="foot meta">
        <span>Days add up to more visitors than the period has: one person may come on two days. Where no lasting id is sent, a person is a new visitor each day.</span>
        <LastBatch />
      </p>
    </div>
  );
}

/** How many questions the page asked last, and how long all answers took. */
function LastBatch() {
  const batch = useLastBatch();
  return (
    batch && (
      <span className="number">
        {batch.queries} {nounOf(batch.queries, 'query', 'queries')} · {batch.milliseconds} ms
      </span>
    )
  );
}

/** Adds imported totals or leaves them out, where the site has any; and says why they are not in what is asked. */
function ImportsSwitch({ meta }: { meta: Answer['meta'] | undefined }) {
  const { site, view } = useSite();
  const { go } = useViewLinks();
  const { data } = useJson<components['schemas']['ImportListAnswer']>(`/api/v1/sites/${encodeURIComponent(site.domain)}/imports`);
  const reason = view.imports ? withoutImports(meta) : null;
  if (!data?.imports.length) return null;
  return (
    <>
      <label className="option">
        <input type="checkbox" checked={view.imports} onChange={(event) => go({ imports: event.target.checked })} /> <span>Imported totals</span>
      </label>
      {reason && <span className="badge warn">{reason}</span>}
    </>
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
