import { useState } from 'react';
import { useDefinitions } from '../api/definitions';
import { useUndeleted } from '../api/deletions';
import type { components } from '../api/schema';
import { useJson } from '../api/useApi';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { Empty } from '../ui/States';
import { deleteUndoably } from '../ui/deleteUndoably';
import { Link } from '../url/Link';
import { DefinitionList } from './DefinitionList';
import { ItemButtons } from './ItemButtons';
import { LinkForm } from './LinkForm';
import { choicesOf, describeLink, isDead, type SharedLink } from './links';

type SharedLinks = components['schemas']['SharedLinkListAnswer'];

const NEW = 'new';

/** Links that let people without a key look. */
export function Sharing() {
  const { site } = useSite();
  const { href } = useViewLinks();
  const path = `/api/v1/sites/${encodeURIComponent(site.domain)}/shared-links`;
  const { data, error, retry } = useJson<SharedLinks>(`${path}?limit=200`);
  const segments = useDefinitions(site.domain, 'segments');
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
      {edited === NEW && <LinkForm path={path} choices={choicesOf(undefined, segments.data)} onDone={done} />}
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
                <LinkForm path={path} link={link} choices={choicesOf(link, segments.data)} onDone={done} />
              ) : (
                <div className="definition">
                  <span className="definition-text">
                    <strong dir="auto">{link.name}</strong>
                    <span className="meta number">{describeLink(link, segments.data, site.timezone)}</span>
                    {isDead(link, segments.data) && (
                      <span className="meta tone-bad">It shows nothing: the segment that it is limited to is gone. Edit the link and choose what it shows, or delete it.</span>
                    )}
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

function frameOf(link: SharedLink): string {
  return `<iframe src="${link.url}?embed=1&theme=auto" title="Statistics" loading="lazy" style="width: 100%; height: 1200px; border: 0"></iframe>`;
}
