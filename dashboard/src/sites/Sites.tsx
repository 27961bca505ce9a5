import './sites.css';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { may, type Session } from '../api/session';
import { useAutoRefresh, useJson } from '../api/useApi';
import type { SiteList } from '../api/types';
import { useTyped } from '../filters/FilterEditor';
import { unicodeHost } from '../format/hosts';
import { keysAreOn } from '../screens/useKeys';
import { Link } from '../url/Link';
import { navigate, useLocation } from '../url/location';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { useTitle } from '../ui/useTitle';
import { NoneFound } from './NoneFound';
import { SiteCard } from './SiteCard';
import { SiteTable } from './SiteTable';
import { MOST_CARDS, sitesPath } from './sitesPath';

/** All sites that the key sees, each with its week: as cards, or as a table where there are many. */
export default function Sites({ session }: { session: Session }) {
  const { data, error, retry } = useJson<SiteList>(sitesPath({}));
  const { search: query } = useLocation();
  const parameters = new URLSearchParams(query);
  const find = parameters.get('find') ?? '';
  const [text, setText] = useState(find);
  const typed = useTyped(text);
  useEffect(() => {
    if (typed !== find && typed === text.trim()) navigate(typed ? `/?find=${encodeURIComponent(typed)}` : '/', { replace: true });
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
  return (
    <main className="page stack" id="main">
      <div className="row sites-head">
        <h1 tabIndex={-1}>Sites</h1>
        <span className="meta">last 7 days · the lines show 28 days on one scale</span>
        <span className="spacer" />
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
      ) : count > MOST_CARDS ? (
        <SiteTable {...shared} find={find} after={parameters.get('after') ?? ''} trail={parameters.get('trail')?.split(',') ?? null} />
      ) : (
        <FoundCards sites={data.sites} text={text} {...shared} />
      )}
    </main>
  );
}

function Cards({ children }: { children: ReactNode }) {
  return <ul className="site-cards">{children}</ul>;
}

type CardProps = Parameters<typeof SiteCard>[0];

/** The cards of the sites whose names have a text, pinned ones first. */
function FoundCards({ sites, text, ...shared }: { sites: readonly CardProps['site'][]; text: string } & Omit<CardProps, 'site'>) {
  const part = text.trim().toLowerCase();
  const found = sites.filter(({ domain }) => [domain, unicodeHost(domain)].some((name) => name.includes(part)));
  if (found.length === 0) return <NoneFound text={part} />;
  return (
    <Cards>
      {[...found.filter(({ pinned }) => pinned), ...found.filter(({ pinned }) => !pinned)].map((site) => (
        <li key={site.domain}>
          <SiteCard site={site} {...shared} />
        </li>
      ))}
    </Cards>
  );
}
