import { useRef, type ReactNode } from 'react';
import { useJson } from '../api/useApi';
import type { SiteList } from '../api/types';
import { Sparkline } from '../chart/Sparkline';
import { unicodeHost } from '../format/hosts';
import { formatMean, formatShort } from '../format/numbers';
import { DeltaText } from '../ui/DeltaText';
import { Failure, SkeletonRows } from '../ui/States';
import { useSeen } from '../ui/useSeen';
import { Link } from '../url/Link';
import { NoneFound } from './NoneFound';
import { Pin } from './Pin';
import { SiteNow, type SiteProps } from './SiteCard';
import { sitesAddress, sitesPath } from './sitesPath';
import { useSiteWeek } from './useSiteWeek';

interface SiteTableProps extends Omit<SiteProps, 'site'> {
  /** The text that listed sites have in their names; empty for all. */
  readonly find: string;
  /** The cursor of the page before; empty for the first. */
  readonly after: string;
  /** The cursors of earlier pages, oldest first and that of the first page empty; null where they are not known. */
  readonly trail: readonly string[] | null;
}

/** The most earlier pages that an address remembers. */
const LONGEST_TRAIL = 40;

/** Many sites, page by page in the order of their names; the first page begins with the pinned ones. */
export function SiteTable({ find, after, trail, ...shared }: SiteTableProps) {
  const { data, error, loading, retry } = useJson<SiteList>(sitesPath({ find, after }));
  const isFirst = !find && !after;
  const pinned = useJson<SiteList>(isFirst ? sitesPath({ pinned: true }) : null);
  if (error) {
    return (
      <div className="card">
        <Failure error={error} onRetry={retry} />
      </div>
    );
  }
  // What is pinned stands above the others, so that they come with it.
  if (!data || (isFirst && !pinned.data && !pinned.error)) {
    return (
      <div className="card" aria-busy="true">
        <SkeletonRows rows={12} height={44} />
      </div>
    );
  }
  if (data.sites.length === 0) return <NoneFound text={find} />;
  const first = isFirst ? (pinned.data?.sites ?? []) : [];
  // Cursors lead forwards alone, so the address remembers where the pages before this one began.
  const pageAfter = (cursor: string, before: readonly string[] | null) => sitesAddress({ find, after: cursor, trail: before });
  const passed = after ? trail && [...trail, after].slice(-LONGEST_TRAIL) : [''];
  const previous = trail?.at(-1);
  return (
    <SiteRows label="All sites" pinned={first} sites={data.sites} loading={loading} {...shared}>
      <span className="meta">
        {unicodeHost(data.sites[0]!.domain)} – {unicodeHost(data.sites.at(-1)!.domain)}
      </span>
      <span className="spacer" />
      {after && (
        <Link className="button" href={pageAfter('', null)}>
          First page
        </Link>
      )}
      {after && previous !== undefined && (
        <Link className="button" href={pageAfter(previous, trail!.slice(0, -1))}>
          Previous
        </Link>
      )}
      {data.meta.after && (
        <Link className="button" href={pageAfter(data.meta.after, passed)}>
          Next
        </Link>
      )}
    </SiteRows>
  );
}

interface SiteRowsProps extends Omit<SiteProps, 'site'> {
  /** Heads the sites where others are pinned above them. */
  readonly label: string;
  readonly pinned: readonly SiteProps['site'][];
  readonly sites: readonly SiteProps['site'][];
  readonly loading?: boolean;
  /** What stands below the table. */
  readonly children: ReactNode;
}

/** A table of sites, those that are pinned above the others. */
export function SiteRows({ label, pinned, sites, loading = false, children, ...shared }: SiteRowsProps) {
  return (
    <div className="card">
      <table className={`data sites-table number ${loading ? 'stale' : ''}`} aria-busy={loading}>
        <thead>
          <tr>
            <th scope="col">Site</th>
            <th scope="col" className="sites-now">Now</th>
            <th scope="col" className="end sites-visitors">Visitors</th>
            <th scope="col" className="end sites-change">Change</th>
            <th scope="col" className="end sites-average">7-day average</th>
            <th scope="col" className="sites-line">28 days</th>
          </tr>
        </thead>
        {pinned.length > 0 && <Rows label="Pinned" sites={pinned} {...shared} />}
        <Rows label={pinned.length > 0 ? label : ''} sites={sites} {...shared} />
      </table>
      <div className="row pager">{children}</div>
    </div>
  );
}

/** Rows below a heading of their own; an empty label has none. */
function Rows({ label, sites, ...shared }: { label: string; sites: readonly SiteProps['site'][] } & Omit<SiteProps, 'site'>) {
  return (
    <tbody>
      {label && (
        <tr className="sites-group">
          <th scope="rowgroup" colSpan={6}>
            {label}
          </th>
        </tr>
      )}
      {sites.map((site) => (
        <Row key={site.domain} site={site} {...shared} />
      ))}
    </tbody>
  );
}

function Row({ site, manages, top, onTop }: SiteProps) {
  const row = useRef<HTMLTableRowElement>(null);
  const week = useSiteWeek(site, { manages, seen: useSeen(row), onTop });
  return (
    <tr ref={row} className="site-row">
      <th scope="row">
        <span className="row nowrap">
          <Pin site={site} manages={manages} />
          <Link href={week.target} className="site-link" dir="auto" title={site.domain}>
            {unicodeHost(site.domain)}
          </Link>
        </span>
      </th>
      <td className="sites-now">
        <SiteNow current={week.current} />
      </td>
      {week.error ? (
        <td colSpan={4} className="sites-note muted">
          {week.error.message}
        </td>
      ) : !week.isKnown || !week.course ? (
        <td colSpan={4} className="sites-note muted">
          …
        </td>
      ) : week.hasEvents ? (
        <>
          <td className="end sites-visitors">{formatShort(week.visitors)}</td>
          <td className="end sites-change">
            <DeltaText delta={week.delta} />
          </td>
          <td className="end sites-average">{formatMean('visitors', week.average)}</td>
          <td className="sites-line">
            <Sparkline values={week.course.raw} max={top} present={week.course.present} />
          </td>
        </>
      ) : (
        <td colSpan={4} className="sites-note muted">
          {week.isFirstDay ? 'The first visits are coming in.' : 'No event in the last 28 days.'}
        </td>
      )}
    </tr>
  );
}
