import { useRef } from 'react';
import type { Site } from '../api/types';
import { Sparkline } from '../chart/Sparkline';
import { unicodeHost } from '../format/hosts';
import { formatMean, formatShort, nounOf } from '../format/numbers';
import { DeltaText } from '../ui/DeltaText';
import { SkeletonRows } from '../ui/States';
import { useSeen } from '../ui/useSeen';
import { Link } from '../url/Link';
import { Pin } from './Pin';
import { useSiteWeek } from './useSiteWeek';

/** What cards and rows of sites have in common. */
export interface SiteProps {
  readonly site: Site;
  readonly manages: boolean;
  /** The largest day of all sites. */
  readonly top: number;
  /** Called with the largest day of this one. */
  readonly onTop: (domain: string, top: number) => void;
}

/** A site with its week, which opens it. */
export function SiteCard({ site, manages, top, onTop }: SiteProps) {
  const card = useRef<HTMLSpanElement>(null);
  const week = useSiteWeek(site, { manages, seen: useSeen(card), onTop });
  return (
    <div className="card site-card">
      <span className="row nowrap" ref={card}>
        <Link href={week.target} className="site-name" dir="auto" title={site.domain}>
          {unicodeHost(site.domain)}
        </Link>
        <span className="spacer" />
        <SiteNow current={week.current} />
      </span>
      {week.error ? (
        <span className="muted">{week.error.message}</span>
      ) : !week.isKnown || !week.course ? (
        <SkeletonRows rows={3} />
      ) : week.hasEvents ? (
        <>
          <Sparkline values={week.course.raw} max={top} present={week.course.present} />
          <span className="row nowrap baseline">
            <span className="site-number number">{formatShort(week.visitors)}</span>
            <span className="muted">{nounOf(week.visitors, 'visitor')}</span>
            <span className="spacer" />
            <DeltaText delta={week.delta} />
          </span>
          <span className="meta number">7-day average {formatMean('visitors', week.average)} a day</span>
        </>
      ) : (
        <span className="site-empty">
          <span>{week.isFirstDay ? 'The first visits are coming in.' : 'No event in the last 28 days.'}</span>
          {week.isFirstDay ? <span className="link">Show today ▸</span> : manages && <span className="link">Install the snippet ▸</span>}
        </span>
      )}
      <Pin site={site} manages={manages} />
    </div>
  );
}

/** How many were there in the last 30 minutes. */
export function SiteNow({ current }: { current: number | null }) {
  return (
    <span className="number meta site-now" title="Visitors of the last 30 minutes">
      <span className={`dot ${current ? '' : 'off'}`} /> {current === null ? '…' : `${formatShort(current)} in 30 min`}
    </span>
  );
}
