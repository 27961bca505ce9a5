import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { may, type Session } from '../api/session';
import { useAutoRefresh, useJson, useQuery } from '../api/useApi';
import type { components } from '../api/schema';
import type { Query, Site } from '../api/types';
import { courseOf } from '../chart/course';
import { Sparkline } from '../chart/Sparkline';
import { unicodeHost } from '../format/hosts';
import { deltaOf, formatMean, formatShort, nounOf, numberOf } from '../format/numbers';
import { Link } from '../url/Link';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { useSeen } from '../ui/useSeen';
import { useTitle } from '../ui/useTitle';
import { DeltaText } from '../ui/DeltaText';

type SiteList = components['schemas']['SiteListAnswer'];

/** All sites that the key sees, each with its week. */
export function Sites({ session }: { session: Session }) {
  const { data, error, retry } = useJson<SiteList>('/api/v1/sites?limit=500');
  const [search, setSearch] = useState('');
  useTitle('Sites');
  useAutoRefresh(60);
  // All lines have one scale, that of the busiest site.
  const [tops, setTops] = useState<Readonly<Record<string, number>>>({});
  const noteTop = useCallback((domain: string, top: number) => setTops((known) => (known[domain] === top ? known : { ...known, [domain]: top })), []);
  const sites = (data?.sites ?? []).filter((site) => [site.domain, unicodeHost(site.domain)].some((name) => name.includes(search.trim().toLowerCase())));
  return (
    <main className="page stack" id="main">
      <div className="row">
        <h1 tabIndex={-1}>Sites</h1>
        <span className="meta">last 7 days · the lines show 28 days on one scale</span>
        <span className="spacer" />
        {(data?.sites.length ?? 0) > 5 && (
          <input className="input" type="search" aria-label="Find a site" placeholder="Find a site" value={search} onChange={(event) => setSearch(event.target.value)} />
        )}
        {may(session, 'sites') && (
          <Link href="/new" className="button primary">
            Add a site
          </Link>
        )}
      </div>
      {error ? (
        <div className="card">
          <Failure error={error} onRetry={retry} />
        </div>
      ) : !data ? (
        <div className="site-cards">
          {Array.from({ length: 3 }, (_, card) => (
            <div className="card site-card" key={card}>
              <SkeletonRows rows={4} />
            </div>
          ))}
        </div>
      ) : data.sites.length === 0 ? (
        <div className="card">
          <Empty title="There is no site yet.">
            <Link href="/new" className="button primary">
              Add the first site
            </Link>
          </Empty>
        </div>
      ) : (
        <ul className="site-cards">
          {sites.map((site) => (
            <li key={site.domain}>
              <SiteCard site={site} manages={may(session, 'sites')} top={Math.max(1, ...sites.map(({ domain }) => tops[domain] ?? 0))} onTop={noteTop} />
            </li>
          ))}
        </ul>
      )}
      {data && sites.length === 0 && data.sites.length > 0 && <p className="muted">No site’s name contains “{search}”.</p>}
    </main>
  );
}

interface SiteCardProps {
  readonly site: Site;
  readonly manages: boolean;
  /** The largest day of all sites. */
  readonly top: number;
  /** Called with the largest day of this one. */
  readonly onTop: (domain: string, top: number) => void;
}

function SiteCard({ site, manages, top, onTop }: SiteCardProps) {
  const now = useMemo(() => new Date(), []);
  // Of many sites, those that nobody has scrolled to ask nothing.
  const card = useRef<HTMLSpanElement>(null);
  const seen = useSeen(card);
  const ask = (query: Query) => (seen ? query : null);
  const comparisons = { mode: 'previous_period', match_day_of_week: true } as const;
  const totals = useQuery(ask({ site_id: site.domain, date_range: '7d', metrics: ['visitors'], include: { comparisons } }));
  const days = useQuery(
    ask({
      site_id: site.domain,
      date_range: '28d',
      metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }],
      dimensions: ['time:day'],
      include: { time_labels: true },
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
  // A site without whole days shows its first one; one without any event is to be installed.
  const isFirstDay = !hasEvents && (current ?? 0) > 0;
  const target = hasEvents ? `/s/${site.domain}` : isFirstDay ? `/s/${site.domain}?period=day` : manages ? `/s/${site.domain}/settings/install` : `/s/${site.domain}`;
  const error = totals.error ?? days.error;
  return (
    <Link href={target} className="card site-card">
      <span className="row nowrap" ref={card}>
        <strong className="site-name" dir="auto" title={site.domain}>
          {unicodeHost(site.domain)}
        </strong>
        <span className="spacer" />
        <span className="number meta site-now" title="Visitors of the last 30 minutes">
          <span className={`dot ${current ? '' : 'off'}`} /> {current === null ? '…' : `${formatShort(current)} in 30 min`}
        </span>
      </span>
      {error ? (
        <span className="muted">{error.message}</span>
      ) : !course || !total ? (
        <SkeletonRows rows={3} />
      ) : hasEvents ? (
        <>
          <Sparkline values={course.raw} max={top} present={course.present} />
          <span className="row nowrap baseline">
            <span className="site-number number">{formatShort(numberOf(total.metrics[0]) ?? 0)}</span>
            <span className="muted">{nounOf(numberOf(total.metrics[0]) ?? 0, 'visitor')}</span>
            <span className="spacer" />
            <DeltaText delta={deltaOf('visitors', total.metrics[0], total.comparison?.metrics[0])} />
          </span>
          <span className="meta number">7-day average {formatMean('visitors', course.average?.findLast((value) => value !== null) ?? null)} a day</span>
        </>
      ) : (
        <span className="site-empty">
          <span>{isFirstDay ? 'The first visits are coming in.' : 'No event in the last 28 days.'}</span>
          {isFirstDay ? <span className="link">Show today ▸</span> : manages && <span className="link">Install the snippet ▸</span>}
        </span>
      )}
    </Link>
  );
}
