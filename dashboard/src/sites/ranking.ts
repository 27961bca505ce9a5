import { ask } from '../api/batch';
import { ApiError } from '../api/client';
import { read } from '../api/useApi';
import type { Answer, Query, Site, SiteList } from '../api/types';
import { numberOf } from '../format/numbers';
import { sitesPath } from './sitesPath';

/** The most sites that are ranked. */
export const MOST_RANKED = 1000;
/** Questions that are asked together; the next ones wait for their answers. */
const STEP = 64;

/** Sites in the order of their visitors of the last week. */
export interface Ranking {
  readonly sites: readonly Site[];
  /** The sums of these sites. Visitors have none: the same person may be one of several sites. */
  readonly visits: number;
  readonly pageviews: number;
  /** Whether there are more sites, which were not ranked. */
  readonly hasMore: boolean;
}

/** The totals of a site's last week beside those of the week before. */
export function weekQuery(domain: string): Query {
  return {
    site_id: domain,
    date_range: '7d',
    metrics: ['visitors', 'visits', 'pageviews'],
    include: { comparisons: { mode: 'previous_period', match_day_of_week: true }, imports: true },
  };
}

/** Ranks sites by the answers to their {@link weekQuery}; sites without one come last, equal ones in the order of their names. */
export function rankingOf(sites: readonly Site[], answers: ReadonlyMap<string, Answer>, hasMore: boolean): Ranking {
  const numbers = new Map(sites.map(({ domain }) => [domain, (answers.get(domain)?.results[0]?.metrics ?? []).map((metric) => numberOf(metric) ?? 0)]));
  const visitors = ({ domain }: Site) => numbers.get(domain)![0] ?? -1;
  const sum = (at: number) => [...numbers.values()].reduce((total, metrics) => total + (metrics[at] ?? 0), 0);
  return { sites: [...sites].sort((one, other) => visitors(other) - visitors(one)), visits: sum(1), pageviews: sum(2), hasMore };
}

/**
 * Asks for the week of each site whose name has a text.
 * @param onStep Called with how many of how many sites were asked about.
 * @throws ApiError if the server cannot answer now. A site that alone cannot be answered comes last.
 */
export async function readRanking(find: string, signal: AbortSignal, onStep: (asked: number, of: number) => void): Promise<Ranking> {
  const { sites, hasMore } = await readSites(find);
  const answers = new Map<string, Answer>();
  for (let at = 0; at < sites.length; at += STEP) {
    onStep(at, sites.length);
    await Promise.all(
      sites.slice(at, at + STEP).map(async ({ domain }) => {
        try {
          const result = await ask(weekQuery(domain), undefined, signal);
          if (result !== 'unchanged') answers.set(domain, result.answer);
        } catch (error) {
          if (!(error instanceof ApiError) || error.retryAfter !== undefined || error.status === 0) throw error;
        }
      }),
    );
    if (signal.aborted) break;
  }
  return rankingOf(sites, answers, hasMore);
}

async function readSites(find: string): Promise<{ sites: readonly Site[]; hasMore: boolean }> {
  const sites: Site[] = [];
  let after: string | null = '';
  while (after !== null && sites.length < MOST_RANKED) {
    const page: SiteList = await read(sitesPath({ find, after }));
    sites.push(...page.sites);
    after = page.meta.after ?? null;
  }
  return { sites, hasMore: after !== null };
}
