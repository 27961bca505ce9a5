import { useJson } from '../api/useApi';
import type { SiteList } from '../api/types';
import { formatCount } from '../format/numbers';
import { Failure, SkeletonRows } from '../ui/States';
import { Link } from '../url/Link';
import { NoneFound } from './NoneFound';
import type { SiteProps } from './SiteCard';
import { SiteRows } from './SiteTable';
import { PAGE, sitesAddress, sitesPath } from './sitesPath';
import type { Ranking } from './ranking';
import type { RankingState } from './useRanking';

interface RankedTableProps extends Omit<SiteProps, 'site'> {
  readonly ranked: RankingState;
  /** The text that the sites have in their names; empty for all. */
  readonly find: string;
  /** Which page of the table is shown, from 1. */
  readonly page: number;
}

/** Many sites in the order of their visitors, page by page; the first page of all sites begins with the pinned ones. */
export function RankedTable({ ranked: { ranking, error, asked, of, retry }, find, page, ...shared }: RankedTableProps) {
  const pinned = useJson<SiteList>(sitesPath({ pinned: true }));
  if (error) {
    return (
      <div className="card">
        <Failure error={error} onRetry={retry} />
      </div>
    );
  }
  if (!ranking || (!pinned.data && !pinned.error)) {
    return (
      <div className="card" aria-busy="true">
        <p className="muted number" role="status">
          {of > 0 ? `Reading the visitors of ${formatCount(of)} sites: ${formatCount(asked)} are there.` : 'Reading the sites …'}
        </p>
        <SkeletonRows rows={12} height={44} />
      </div>
    );
  }
  if (ranking.sites.length === 0) return <NoneFound text={find} />;
  const stars = pinned.data?.sites ?? [];
  const sites = ranking.sites.map((site) => ({ ...site, pinned: stars.some(({ domain }) => domain === site.domain) }));
  const pages = Math.ceil(sites.length / PAGE);
  const shown = Math.min(page, pages);
  const first = (shown - 1) * PAGE;
  const pageAddress = (number: number) => sitesAddress({ find, sort: 'visitors', page: number });
  return (
    <SiteRows label="By visitors" pinned={find || shown > 1 ? [] : stars} sites={sites.slice(first, first + PAGE)} {...shared}>
      <span className="meta">
        {formatCount(first + 1)} – {formatCount(Math.min(first + PAGE, sites.length))} of {formatCount(sites.length)}
      </span>
      <Sum ranking={ranking} />
      <span className="spacer" />
      {shown > 1 && (
        <Link className="button" href={pageAddress(shown - 1)}>
          Previous
        </Link>
      )}
      {shown < pages && (
        <Link className="button" href={pageAddress(shown + 1)}>
          Next
        </Link>
      )}
    </SiteRows>
  );
}

/** What all ranked sites have together, and whether there are others. */
export function Sum({ ranking: { sites, visits, pageviews, hasMore } }: { ranking: Ranking }) {
  return (
    <span className="meta number" title="Visitors are not added up: the same person may be a visitor of several sites.">
      {`Together ${formatCount(visits)} visits and ${formatCount(pageviews)} pageviews in 7 days.`}
      {hasMore && ` Only the first ${formatCount(sites.length)} sites by name are sorted; find those that you mean by their names.`}
    </span>
  );
}
