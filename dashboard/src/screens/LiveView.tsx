import { useEffect, useMemo, useState } from 'react';
import { refresh, useAutoRefresh, useJson, useQuery } from '../api/useApi';
import { useStream } from '../api/stream';
import type { Live } from '../api/types';
import { courseOf } from '../chart/course';
import { Chart, ChartSkeleton } from '../chart/LazyChart';
import { useBucket } from '../chart/useBucket';
import { formatBucket, formatMoment } from '../format/dates';
import { formatCount, formatMetric, nounOf, numberOf } from '../format/numbers';
import { dimensionOf, nameIn, reportOf } from '../panels/reports';
import { Readout } from '../overview/Readout';
import { CutText } from '../ui/CutText';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { useSite } from './SiteContext';
import { keysAreOn } from './useKeys';
import './live.css';

/** How often is asked: rarely while the stream brings the news, else often. */
const SECONDS = { open: 10, waiting: 5 } as const;
/** How the last minute compares with the ones before it. */
const SIGNALS: Record<string, { readonly text: string; readonly tone: string }> = {
  none: { text: 'as usual', tone: '' },
  spike: { text: 'spike', tone: 'warn' },
  drop: { text: 'drop', tone: 'bad' },
};
const METRICS = ['visitors'];
const AVERAGE = { kind: 'simple', window: 5 } as const;

/** What happens on the site now. */
export default function LiveView() {
  const { site, today } = useSite();
  const [isPaused, setPaused] = useState(false);
  const path = `/api/v1/sites/${encodeURIComponent(site.domain)}/live`;
  const stream = useStream<Live>(isPaused ? null : `${path}/stream`);
  const seconds = SECONDS[stream.state];
  useAutoRefresh(isPaused ? null : seconds);
  const visitors = useJson<number>(`/api/v1/stats/realtime/visitors?site_id=${encodeURIComponent(site.domain)}`);
  const polled = useJson<Live>(stream.state === 'open' ? null : path);
  const live = { data: stream.data && (stream.state === 'open' || !polled.data || stream.data.as_of >= polled.data.as_of) ? stream.data : polled.data };
  // A minute that ended changes all lists.
  const asOf = stream.data?.as_of;
  useEffect(() => {
    if (asOf) refresh();
  }, [asOf]);
  const minutes = useQuery({
    site_id: site.domain,
    date_range: 'realtime',
    metrics: ['visitors', { metric: 'visitors', rolling_average: { window: AVERAGE.window } }],
    dimensions: ['time:minute'],
    include: { time_labels: true },
  });
  const course = useMemo(
    () => (minutes.data ? courseOf(minutes.data, { metrics: METRICS, hasAverage: true, interval: 'minute', zone: site.timezone, now: new Date() }) : null),
    [minutes.data, site.timezone],
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !keysAreOn() || (event.target as HTMLElement).closest('button, input, select, a')) return;
      event.preventDefault();
      setPaused((paused) => !paused);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const signal = live.data && SIGNALS[live.data.last_minute];
  const bucket = useBucket(course?.labels.length ?? 0, Math.max(0, (course?.labels.length ?? 1) - 2), 'minute');
  return (
    <div className="stack">
      <section className="card stack" aria-label="Now">
        <div className="live-now">
          <span className="live-number number">{visitors.data === undefined ? '…' : formatCount(visitors.data)}</span>
          <span className="muted">{nounOf(visitors.data ?? 0, 'visitor')} in the last 5 minutes</span>
          <span className={`badge live-signal ${signal?.tone ?? ''}`} role="status">
            last minute: {signal?.text ?? '…'}
          </span>
          <button type="button" className="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {isPaused ? 'Go on' : 'Pause'}
          </button>
        </div>
        {/* Their places are there before the numbers, so that nothing moves. */}
        <dl className="rates number">
          {live.data?.rates.map((rate) => (
            <div key={rate.minutes}>
              <dt className="meta">events a minute, {rate.minutes} min</dt>
              <dd>{rate.events.toFixed(1)}</dd>
            </div>
          ))}
          {Object.entries(live.data?.rates.at(-1)?.revenue ?? {}).map(([currency, amount]) => (
            <div key={currency}>
              <dt className="meta">revenue a minute, 60 min</dt>
              <dd>{formatMetric('total_revenue', { value: amount, currency })}</dd>
            </div>
          ))}
        </dl>
        {minutes.error ? (
          <Failure error={minutes.error} onRetry={minutes.retry} />
        ) : course ? (
          <>
            <Chart
              course={course}
              metrics={METRICS}
              interval="minute"
              bars
              averageLabel={null}
              label="Visitors per minute"
              textAt={(bucket) => `${formatBucket(course.labels[bucket] ?? '', 'minute', today)}, ${formatMetric('visitors', course.raw[bucket])} visitors`}
              bucket={bucket}
              onZoom={() => undefined}
              onEnter={() => undefined}
            />
            <Readout course={course} bucket={bucket} metrics={METRICS} interval="minute" average={AVERAGE} />
          </>
        ) : (
          <>
            <ChartSkeleton />
            <div className="readout" />
          </>
        )}
        <p className="meta number live-state">{live.data ? `rates as of ${formatMoment(live.data.as_of, site.timezone, { timeStyle: 'medium' })}` : '…'} · {isPaused ? 'paused' : stream.state === 'open' ? 'live' : `asked again every ${seconds} s`}<span className="by-keys"> · Space pauses</span></p>
      </section>
      <div className="live-lists">
        {['pages', 'sources', 'countries', 'events'].map((id) => (
          <NowList key={id} id={id} />
        ))}
      </div>
    </div>
  );
}

function NowList({ id }: { id: string }) {
  const { site } = useSite();
  const report = reportOf(id)!;
  const { data, error, retry } = useQuery({ site_id: site.domain, date_range: 'realtime', metrics: ['visitors'], dimensions: [dimensionOf(report)], pagination: { limit: 8 } });
  return (
    <section className="card" aria-label={`${report.label} in the last 30 minutes`}>
      <h2>
        {report.label} <span className="meta">in the last 30 minutes</span>
      </h2>
      {error ? (
        <Failure error={error} onRetry={retry} />
      ) : !data ? (
        <SkeletonRows rows={8} />
      ) : data.results.length === 0 ? (
        <Empty title="Nobody in the last 30 minutes." />
      ) : (
        <ul className="now-list">
          {data.results.map((row) => {
            const value = row.dimensions[0] ?? '';
            return (
              <li key={value}>
                <CutText text={nameIn(report, value)} isPath={report.paths === true} />
                <span className="number">{formatCount(numberOf(row.metrics[0]) ?? 0)}</span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
