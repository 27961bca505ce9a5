import './sites.css';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { may, type Session } from '../api/session';
import { useAutoRefresh, useJson } from '../api/useApi';
import type { SiteList } from '../api/types';
import { useTyped } from '../ui/useTyped';
import { unicodeHost } from '../format/hosts';
import { keysAreOn } from '../screens/useKeys';
import { Link } from '../url/Link';
import { navigate, useLocation } from '../url/location';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { useTitle } from '../ui/useTitle';
import { NoneFound } from './NoneFound';
import { SiteCard } from './SiteCard';
import { SiteTable } from './SiteTable';
import { RankedTable, Sum } from './RankedTable';
import { MOST_CARDS, sitesAddress, sitesPath, type SiteSort } from './sitesPath';
import { useRanking, type RankingState } from './useRanking';

/** All sites that the key sees, each with its week: as cards, or as a table where there are many. */
export default function Sites({ session }: { session: Session }) {
  const { data, error, retry } = useJson<SiteList>(sitesPath({}));
  const { search: query } = useLocation();
  const parameters = new URLSearchParams(query);
  const find = parameters.get('find') ?? '';
  const sort: SiteSort = parameters.get('sort') === 'visitors' ? 'visitors' : 'name';
  const [text, setText] = useState(find);
  const typed = useTyped(text);
  useEffect(() => {
    if (typed !== find && typed === text.trim()) navigate(sitesAddress({ find: typed, sort }), { replace: true });
  });
  useTitle('Sites');
  useAutoRefresh(60);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || !keysAreOn() || !field.current || (event.target as HTMLElement).closest?.('input, select, textarea, dialog')) return;
      event.preventDefault();
      field.current.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  // All lines have one scale, that of the busiest site.
  const [tops, setTops] = useState<Readonly<Record<string, number>>>({});
  const noteTop = useCallback((domain: string, top: number) => setTops((known) => (known[domain] === top ? known : { ...known, [domain]: top })), []);
  const shared = { manages: may(session, 'sites'), top: Math.max(1, ...Object.values(tops)), onTop: noteTop };
  const count = data?.sites.length ?? 0;
  const isTable = count > MOST_CARDS;
  const ranked = useRanking(sort === 'visitors' && count > 0 ? (isTable ? find : '') : null);
  return (
    <main className="page stack" id="main">
      <div className="row sites-head">
        <h1 tabIndex={-1}>Sites</h1>
        <span className="meta">last 7 days · the lines show 28 days on one scale</span>
        <span className="spacer" />
        {count > 1 && (
          <label className="row nowrap">
            <span className="meta">sort</span>
            <select className="select small" aria-label="Sort the sites" value={sort} onChange={(event) => navigate(sitesAddress({ find, sort: event.target.value as SiteSort }))}>
              <option value="name">by name</option>
              <option value="visitors">by visitors</option>
            </select>
          </label>
        )}
        {(count > 5 || find) && (
          <input
            ref={field}
            className="input"
            type="search"
            aria-label="Find a site"
            placeholder="Find a site"
            title="Find a site (/)"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        {shared.manages && (
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
        <Cards>
          {Array.from({ length: 3 }, (_, card) => (
            <li key={card}>
              <div className="card site-card">
                <SkeletonRows rows={4} />
              </div>
            </li>
          ))}
        </Cards>
      ) : count === 0 ? (
        <div className="card">
          <Empty title="There is no site yet.">
            <Link href="/new" className="button primary">
              Add the first site
            </Link>
          </Empty>
        </div>
      ) : isTable && sort === 'visitors' ? (
        <RankedTable {...shared} ranked={ranked} find={find} page={Math.max(1, Number.parseInt(parameters.get('page') ?? '', 10) || 1)} />
      ) : isTable ? (
        <SiteTable {...shared} find={find} after={parameters.get('after') ?? ''} trail={parameters.get('trail')?.split(',') ?? null} />
      ) : (
        <FoundCards sites={data.sites} text={text} ranked={sort === 'visitors' ? ranked : null} {...shared} />
      )}
    </main>
  );
}

function Cards({ children }: { children: ReactNode }) {
  return <ul className="site-cards">{children}</ul>;
}

type CardProps = Parameters<typeof SiteCard>[0];

interface FoundCardsProps extends Omit<CardProps, 'site'> {
  readonly sites: readonly CardProps['site'][];
  readonly text: string;
  /** Null where they are sorted by name. */
  readonly ranked: RankingState | null;
}

/** The cards of the sites whose names have a text, pinned ones first. Those that are sorted by visitors move once, when all are known. */
function FoundCards({ sites, text, ranked, ...shared }: FoundCardsProps) {
  const part = text.trim().toLowerCase();
  const places = new Map(ranked?.ranking?.sites.map(({ domain }, place) => [domain, place]));
  const found = sites
    .filter(({ domain }) => [domain, unicodeHost(domain)].some((name) => name.includes(part)))
    .sort((one, other) => (places.get(one.domain) ?? places.size) - (places.get(other.domain) ?? places.size));
  if (found.length === 0) return <NoneFound text={part} />;
  return (
    <>
      {ranked?.error && <Failure error={ranked.error} onRetry={ranked.retry} />}
      {ranked?.ranking && !part && <Sum ranking={ranked.ranking} />}
      <Cards>
        {[...found.filter(({ pinned }) => pinned), ...found.filter(({ pinned }) => !pinned)].map((site) => (
          <li key={site.domain}>
            <SiteCard site={site} {...shared} />
          </li>
        ))}
      </Cards>
    </>
  );
}
