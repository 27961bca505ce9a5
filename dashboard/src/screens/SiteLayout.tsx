import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../api/client';
import { useDefinitions } from '../api/definitions';
import { isComparable } from '../api/siteQueries';
import type { Session } from '../api/session';
import { may } from '../api/session';
import { useAutoRefresh, useJson } from '../api/useApi';
import type { Live, Site } from '../api/types';
import { CompareMenu } from '../controls/CompareMenu';
import { PeriodMenu } from '../controls/PeriodMenu';
import { Controls, SheetButton, SheetFrame } from '../controls/Sheet';
import { beginWeeksOn, wallTime, type Weekday } from '../dates/days';
import { includesNow } from '../dates/periods';
import { nameOfRange, showTimesIn } from '../format/dates';
import { unicodeHost } from '../format/hosts';
import { formatShort } from '../format/numbers';
import { Overview } from '../overview/Overview';
import { reportOf } from '../panels/reports';
import { limitsOf, NO_LIMITS, withinLimit } from '../sharing/limits';
import { SiteSwitch } from '../sites/SiteSwitch';
import { Boundary } from '../ui/Boundary';
import { Menu } from '../ui/Menu';
import { Empty, Failure } from '../ui/States';
import { Refusal } from '../ui/Refusal';
import { useCurrentInView } from '../ui/useCurrentInView';
import { useTitle } from '../ui/useTitle';
import { Link } from '../url/Link';
import { navigate, useLocation } from '../url/location';
import { parseView } from '../url/view';
import { SiteContext, useSite, useViewLinks, type SiteScreen } from './SiteContext';
import { useKeys } from './useKeys';

const Commands = lazy(() => import('./Commands'));
const Details = lazy(() => import('./Details'));
const LiveView = lazy(() => import('./LiveView'));
const Explore = lazy(() => import('../explore/Explore'));
const Funnels = lazy(() => import('../paths/Funnels'));
const Journeys = lazy(() => import('../paths/Journeys'));
const Quality = lazy(() => import('../quality/Quality'));
const Retention = lazy(() => import('../paths/Retention'));
const Settings = lazy(() => import('./Settings'));

interface Section {
  readonly id: string;
  readonly label: string;
  /** Whether the period and the comparison apply. */
  readonly hasPeriod: boolean;
  readonly managed?: boolean;
  /** Whether it shows what filters can't narrow, so that a link to a segment does not have it. */
  readonly whole?: boolean;
}

export const SECTIONS: readonly Section[] = [
  { id: '', label: 'Overview', hasPeriod: true },
  { id: 'explore', label: 'Explore', hasPeriod: true },
  { id: 'funnels', label: 'Funnels', hasPeriod: true },
  { id: 'journeys', label: 'Journeys', hasPeriod: true },
  { id: 'retention', label: 'Retention', hasPeriod: true },
  { id: 'live', label: 'Live', hasPeriod: false, whole: true },
  { id: 'quality', label: 'Quality', hasPeriod: true, whole: true },
  { id: 'settings', label: 'Settings', hasPeriod: false, managed: true },
];

interface SiteLayoutProps {
  readonly domain: string;
  readonly section: string;
  readonly session: Session | null;
  readonly root: string;
  readonly readOnly?: boolean;
}

/** A site's frame: its name, its sections, and the period that they share. */
export function SiteLayout({ domain, section, session, root, readOnly = false }: SiteLayoutProps) {
  const read = useJson<Site>(`/api/v1/sites/${encodeURIComponent(domain)}`);
  const site = read.data;
  const { search } = useLocation();
  const minute = useMinute();
  const limit = session?.link?.segment;
  const view = useMemo(() => withinLimit(parseView(search), limit), [search, limit]);
  const segments = useDefinitions(limit ? domain : null, 'segments');
  const limits = useMemo(() => (limit ? segments.data && limitsOf(segments.data.find(({ id }) => id === limit)?.content.filters) : NO_LIMITS), [limit, segments.data]);
  const screen = useMemo<SiteScreen | null>(() => {
    if (!site || !limits) return null;
    beginWeeksOn(site.week_start as Weekday);
    const now = new Date(minute);
    return { site, view, now, today: wallTime(now, site.timezone).slice(0, 10), section, root, readOnly, session, limits };
  }, [site, view, minute, section, root, readOnly, session, limits]);
  const zone = site?.timezone;
  useEffect(() => {
    showTimesIn(zone);
    return () => showTimesIn(undefined);
  }, [zone]);
  const failed = read.error ? read : segments;
  const { error, retry } = failed;
  const isStranger = session === null && error instanceof ApiError && error.status === 401;
  useEffect(() => {
    if (isStranger) navigate(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`, { replace: true });
  }, [isStranger]);
  if (error) {
    return (
      <Refusal title={error instanceof ApiError && (error.status === 403 || error.status === 404) ? 'Not found' : unicodeHost(domain)} hasSites={!readOnly}>
        <Failure error={error} onRetry={retry} />
      </Refusal>
    );
  }
  return screen ? (
    <SiteContext.Provider value={screen}>
      <SheetFrame screen={section}>
        <Frame />
      </SheetFrame>
    </SiteContext.Provider>
  ) : (
    <main className="page" id="main" aria-busy="true" />
  );
}

function Frame() {
  const { site, view, today, now, section, readOnly, session } = useSite();
  const { href } = useViewLinks();
  const [base] = section.split('/') as [string];
  const isDetails = base === 'd';
  const entry = SECTIONS.find((candidate) => candidate.id === (isDetails ? '' : base));
  const heading = useRef<HTMLHeadingElement>(null);
  const [isCommanding, setCommanding] = useState(false);
  const [signals, setSignals] = useState({ filter: 0, period: 0 });
  const name = unicodeHost(site.domain);
  const shown = isDetails ? reportOf(section.slice(2)) : entry;
  useTitle([name, shown?.label ?? 'Not found', ...(entry?.hasPeriod ? [nameOfRange(view, today)] : [])].join(' · '));
  useAutoRefresh(entry?.hasPeriod && includesNow(view, today, wallTime(now, site.timezone)) ? 30 : null);
  useKeys({
    onFilter: () => setSignals((before) => ({ ...before, filter: before.filter + 1 })),
    onPeriod: () => setSignals((before) => ({ ...before, period: before.period + 1 })),
    onCommands: () => setCommanding(true),
  });
  const nav = useRef<HTMLElement>(null);
  useCurrentInView(nav, entry?.id);
  const before = useRef(base);
  useEffect(() => {
    if (before.current !== base && !isDetails && before.current !== 'd') heading.current?.focus();
    before.current = base;
  }, [base, isDetails]);
  const isPart = Boolean(session?.link?.segment);
  const isHidden = ({ managed, whole }: Section) => (managed && (readOnly || !may(session, 'sites'))) || (whole && isPart);
  const sections = SECTIONS.filter((candidate) => !isHidden(candidate));
  return (
    <main className="page" id="main">
      <div className="row site-head">
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {name}
        </h1>
        <SiteSwitch />
        {!isPart && <OnlineNow />}
        {site.generated && (
          <span className="badge warn" title="Nobody visited this site: its visits were generated to have something to look at.">
            <span className="wide-only">generated data</span>
            <span className="narrow-only">demo</span>
          </span>
        )}
        {entry?.hasPeriod && (
          <>
            <span className="spacer" />
            <div className="controls">
              <PeriodMenu openSignal={signals.period} />
              {isComparable(view, today) && (
                <Controls label="Comparison">
                  <CompareMenu keepsPlace={entry.id === ''} />
                </Controls>
              )}
              <SheetButton />
            </div>
          </>
        )}
      </div>
      <nav ref={nav} className="sections" aria-label="Views of the site">
        {sections.map(({ id, label }) => (
          <Link key={id} href={href({ rest: {} }, id)} className="tab" aria-current={id === entry?.id ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <BottomBar sections={sections} selected={entry?.id} />
      {isCommanding && (
        <Suspense fallback={null}>
          <Commands sections={sections} onClose={() => setCommanding(false)} />
        </Suspense>
      )}
      {entry && isHidden(entry) ? (
        <div className="card">
          <Empty
            title={
              entry.managed
                ? readOnly
                  ? 'A shared link shows statistics, and can change nothing.'
                  : 'This key may not change the site. A key with the scope “sites” may.'
                : `This link shows a segment alone. What ${entry.label} shows can’t be narrowed to it.`
            }
          >
            <Link href={href({}, '')}>To the overview</Link>
          </Empty>
        </div>
      ) : entry ? (
        <Boundary place={section}>
          <Suspense fallback={<div className="card skeleton" style={{ height: '20rem' }} />}>
            <ScreenOf id={entry.id} session={session} filterSignal={signals.filter} />
          </Suspense>
          {/* While the dialog's code comes, what opened it stays and keeps the focus that it gets back. */}
          <Suspense fallback={<span hidden aria-busy="true" />}>{isDetails && <Details report={section.slice(2)} />}</Suspense>
        </Boundary>
      ) : (
        <div className="card">
          <Empty title={`There is no view “${section}”.`}>
            <Link href={href({}, '')}>To the overview</Link>
          </Empty>
        </div>
      )}
    </main>
  );
}

const IN_BAR = ['', 'explore', 'live'];

/** The sections within reach of a thumb: three of them, and the others behind a button. */
function BottomBar({ sections, selected }: { sections: readonly Section[]; selected: string | undefined }) {
  const { href } = useViewLinks();
  const others = sections.filter(({ id }) => !IN_BAR.includes(id));
  const other = others.find(({ id }) => id === selected);
  return (
    <nav className="bottom-bar" aria-label="Views of the site">
      {sections
        .filter(({ id }) => IN_BAR.includes(id))
        .map(({ id, label }) => (
          <Link key={id} href={href({ rest: {} }, id)} className="tab" aria-current={id === selected ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      <Menu label={other?.label ?? 'More'} name={other ? `More views; now ${other.label}` : 'More views'} className={other ? 'plain current' : 'plain'} end>
        {(close) =>
          others.map(({ id, label }) => (
            <Link key={id} href={href({ rest: {} }, id)} className="item" aria-current={id === selected ? 'page' : undefined} onClick={close}>
              {label}
            </Link>
          ))
        }
      </Menu>
    </nav>
  );
}

function ScreenOf({ id, session, filterSignal }: { id: string; session: Session | null; filterSignal: number }): ReactNode {
  switch (id) {
    case 'explore':
      return <Explore filterSignal={filterSignal} />;
    case 'quality':
      return <Quality />;
    case 'funnels':
      return <Funnels filterSignal={filterSignal} />;
    case 'journeys':
      return <Journeys filterSignal={filterSignal} />;
    case 'retention':
      return <Retention filterSignal={filterSignal} />;
    case 'live':
      return <LiveView />;
    case 'settings':
      return <Settings session={session} />;
    default:
      return <Overview filterSignal={filterSignal} />;
  }
}

/** How many are on the site now, and whether it is out of the ordinary. */
function OnlineNow() {
  const { site } = useSite();
  const { href } = useViewLinks();
  const visitors = useJson<number>(`/api/v1/stats/realtime/visitors?site_id=${encodeURIComponent(site.domain)}`);
  const live = useJson<Live>(`/api/v1/sites/${encodeURIComponent(site.domain)}/live`);
  useAutoRefresh(30);
  const signal = live.data?.last_minute ?? 'none';
  return (
    <Link href={href({}, 'live')} className={`badge number online ${signal === 'none' ? '' : 'warn'}`} title="Visitors of the last 5 minutes">
      <span className={`dot ${visitors.data ? '' : 'off'}`} /> {visitors.data === undefined ? '…' : `${formatShort(visitors.data)} now`}
      {signal !== 'none' && <strong className="online-signal"> · {signal}</strong>}
    </Link>
  );
}

/** The current minute, in milliseconds; renders again when the next one begins. */
function useMinute(): number {
  const minute = () => Math.floor(Date.now() / 60_000) * 60_000;
  const [now, setNow] = useState(minute);
  useEffect(() => {
    const timer = setInterval(() => setNow(minute()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
