import { useState } from 'react';
import { useDefinitions } from '../api/definitions';
import { useUndeleted } from '../api/deletions';
import type { components } from '../api/schema';
import { useJson } from '../api/useApi';
import { formatMoment } from '../format/dates';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { Empty } from '../ui/States';
import { deleteUndoably } from '../ui/deleteUndoably';
import { Link } from '../url/Link';
import { DefinitionList } from './DefinitionList';
import { ItemButtons } from './ItemButtons';
import { LinkForm } from './LinkForm';
import type { SharedLink } from './links';

type SharedLinks = components['schemas']['SharedLinkListAnswer'];

const NEW = 'new';

/** Links that let people without a key look. */
export function Sharing() {
  const { site } = useSite();
  const { href } = useViewLinks();
  const path = `/api/v1/sites/${encodeURIComponent(site.domain)}/shared-links`;
  const { data, error, retry } = useJson<SharedLinks>(`${path}?limit=200`);
  const segments = useDefinitions(site.domain, 'segments');
  const shared = segments.data?.filter((segment) => !segment.personal) ?? [];
  const choices = shared.map(({ id, name }) => ({ id, name }));
  const [edited, setEdited] = useState<string | null>(null);
  const done = () => setEdited(null);
  const links = useUndeleted(path, data?.shared_links);
  const remove = (link: SharedLink) => deleteUndoably(`${path}/${link.id}`, `The link “${link.name}” is deleted. Whoever has it sees nothing once this can’t be undone.`);
  return (
    <div className="stack">
      <div className="row">
        <h2>Sharing</h2>
        <span className="spacer" />
        {edited === null && (
          <button type="button" className="button primary" onClick={() => setEdited(NEW)}>
            Make a link
          </button>
        )}
      </div>
      <p className="muted">
        {site.public ? (
          <>
            This site is public: anyone may open <code>/s/{site.domain}</code>. A link can still show it in a frame.
          </>
        ) : (
          <>
            Whoever has a link sees the statistics, and can change nothing. To let everyone look, make the site public in <Link href={href({}, 'settings/general')}>General</Link>.
          </>
        )}
      </p>
      {edited === NEW && <LinkForm path={path} segments={choices} onDone={done} />}
      <DefinitionList
        items={links}
        error={error}
        onRetry={retry}
        rows={3}
        height={72}
        empty={edited === null && <Empty title="No link was made yet." />}
      >
        {(link) => (
            <li key={link.id} className="stack tight shared-link">
              {edited === link.id ? (
                <LinkForm path={path} link={link} segments={choices} onDone={done} />
              ) : (
                <div className="definition">
                  <span className="definition-text">
                    <strong dir="auto">{link.name}</strong>
                    <span className="meta number">{describe(link, segments.data?.find(({ id }) => id === link.segment)?.name, site.timezone)}</span>
                  </span>
                  <ItemButtons item={`the link ${link.name}`} onEdit={() => setEdited(link.id)} onDelete={() => remove(link)} />
                </div>
              )}
              <Copyable label={`Link ${link.name}`} text={link.url} />
              {link.embed && <Copyable label={`Frame ${link.name}`} text={frameOf(link)} />}
            </li>
        )}
      </DefinitionList>
    </div>
  );
}

function describe(link: SharedLink, segment: string | undefined, zone: string): string {
  return [
    link.has_password ? 'asks for a password' : 'without a password',
    link.expires_at ? `ends ${formatMoment(link.expires_at, zone)} in ${zone}` : 'does not end',
    ...(link.segment ? [`only the segment “${segment ?? link.segment}”`] : []),
    ...(link.embed ? ['may stand in a frame'] : []),
  ].join(' · ');
}

function frameOf(link: SharedLink): string {
  return `<iframe src="${link.url}?embed=1&theme=auto" title="Statistics" loading="lazy" style="width: 100%; height: 1200px; border: 0"></iframe>`;
}
