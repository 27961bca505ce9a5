import { useEffect, useRef, useState } from 'react';
import { useJson } from '../api/useApi';
import type { SiteList } from '../api/types';
import { useTyped } from '../ui/useTyped';
import { unicodeHost } from '../format/hosts';
import { useSite } from '../screens/SiteContext';
import { Link } from '../url/Link';
import { formatView } from '../url/view';
import { NoneFound } from './NoneFound';
import { sitesPath } from './sitesPath';

/** As many sites as a list shows without a field to find others. */
const FEW = 8;

/** The sites that a key sees beside the one that is shown. */
export default function OtherSites({ onClose }: { onClose: () => void }) {
  const { site, view, section } = useSite();
  const [text, setText] = useState('');
  const find = useTyped(text);
  const { data } = useJson<SiteList>(sitesPath(find ? { find } : {}));
  const others = data?.sites.filter(({ domain }) => domain !== site.domain);
  const [screen] = section.split('/') as [string];
  // Filters and segments are of this site; so are saved funnels and the open list of values.
  const search = formatView({ ...view, filters: [], segment: undefined, tabs: {}, rest: {} });
  // The list comes after the layer has opened, and has the focus then.
  const list = useRef<HTMLDivElement>(null);
  const isThere = data !== undefined;
  useEffect(() => list.current?.querySelector<HTMLElement>('input, a')?.focus(), [isThere]);
  return (
    <div ref={list}>
      {(find || (others && others.length > FEW)) && (
        <div className="editor">
          <input className="input" type="search" aria-label="Find a site" placeholder="Find a site" value={text} onChange={(event) => setText(event.target.value)} />
        </div>
      )}
      {others?.slice(0, find ? undefined : FEW).map(({ domain }) => (
        <Link key={domain} className="item" href={`/s/${domain}${screen && screen !== 'd' ? `/${screen}` : ''}${search}`} onClick={onClose} dir="auto">
          {unicodeHost(domain)}
        </Link>
      ))}
      {others?.length === 0 && find && <NoneFound text={find} />}
      <div className="separator" />
      <Link className="item" href="/" onClick={onClose}>
        All sites
      </Link>
    </div>
  );
}
