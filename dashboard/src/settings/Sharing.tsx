import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { useDefinitions } from '../api/definitions';
import type { components } from '../api/schema';
import { refresh, useJson } from '../api/useApi';
import { formatMoment } from '../format/dates';
import { useSite } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { FormActions } from '../ui/FormActions';
import { Empty } from '../ui/States';
import { announce } from '../ui/Toasts';
import { useAction } from '../ui/useAction';
import { Link } from '../url/Link';
import { DefinitionList } from './DefinitionList';

type SharedLink = components['schemas']['SharedLinkAnswer'];
type SharedLinks = components['schemas']['SharedLinkListAnswer'];

/** Links that let people without a key look. */
export function Sharing() {
  const { site, root } = useSite();
  const path = `/api/v1/sites/${encodeURIComponent(site.domain)}/shared-links`;
  const { data, error, retry } = useJson<SharedLinks>(`${path}?limit=200`);
  const segments = useDefinitions(site.domain, 'segments');
  const shared = segments.data?.filter((segment) => !segment.personal) ?? [];
  const [isMaking, setMaking] = useState(false);
  const remove = (link: SharedLink) =>
    announce(async () => {
      await json(`${path}/${link.id}`, { method: 'DELETE' });
      refresh();
    }, `The link “${link.name}” is deleted; whoever has it sees nothing from now on.`);
  return (
    <div className="stack">
      <div className="row">
        <h2>Sharing</h2>
        <span className="spacer" />
        {!isMaking && (
          <button type="button" className="button primary" onClick={() => setMaking(true)}>
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
            Whoever has a link sees the statistics, and can change nothing. To let everyone look, make the site public in <Link href={`${root}/settings/general`}>General</Link>.
          </>
        )}
      </p>
      {isMaking && <LinkForm path={path} segments={shared.map(({ id, name }) => ({ id, name }))} onDone={() => setMaking(false)} />}
      <DefinitionList
        items={data?.shared_links}
        error={error}
        onRetry={retry}
        rows={3}
        height={72}
        empty={!isMaking && <Empty title="No link was made yet." />}
      >
        {(link) => (
            <li key={link.id} className="stack tight shared-link">
              <div className="definition">
                <span className="definition-text">
                  <strong dir="auto">{link.name}</strong>
                  <span className="meta number">{describe(link, segments.data?.find(({ id }) => id === link.segment)?.name, site.timezone)}</span>
                </span>
                <button type="button" className="button danger" aria-label={`Delete the link ${link.name}`} onClick={() => remove(link)}>
                  Delete
                </button>
              </div>
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
    link.expires_at ? `ends ${formatMoment(link.expires_at, zone)}` : 'does not end',
    ...(link.segment ? [`only the segment “${segment ?? link.segment}”`] : []),
    ...(link.embed ? ['may stand in a frame'] : []),
  ].join(' · ');
}

function frameOf(link: SharedLink): string {
  return `<iframe src="${link.url}?embed=1&theme=auto" title="Statistics" loading="lazy" style="width: 100%; height: 1200px; border: 0"></iframe>`;
}

interface LinkFormProps {
  readonly path: string;
  readonly segments: readonly { readonly id: string; readonly name: string }[];
  readonly onDone: () => void;
}

function LinkForm({ path, segments, onDone }: LinkFormProps) {
  const { isBusy, problem, run } = useAction();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim() || null;
    const ends = text('ends');
    const body = {
      name: text('name'),
      password: text('password'),
      // The day named is the last one, in the reader's own zone.
      expires_at: ends ? new Date(`${ends}T23:59:59`).toISOString() : null,
      segment: text('segment'),
      embed: form.get('embed') === 'on',
    };
    if (await run(() => json(path, { method: 'POST', body }))) {
      refresh();
      onDone();
    }
  };
  return (
    <form className="settings-form framed" onSubmit={submit} noValidate aria-label="Make a link">
      <label className="field">
        <span>Name</span>
        <input className="input" name="name" maxLength={140} placeholder="For the agency" autoFocus autoComplete="off" />
      </label>
      <label className="field">
        <span>Password</span>
        <input className="input" name="password" type="password" autoComplete="new-password" aria-describedby="sharing-password" />
        <span className="meta" id="sharing-password">
          Empty for none, else at least 8 characters.
        </span>
      </label>
      <label className="field">
        <span>Last day</span>
        <input className="input" type="date" name="ends" aria-describedby="sharing-ends" />
        <span className="meta" id="sharing-ends">
          Empty if it does not end.
        </span>
      </label>
      {segments.length > 0 && (
        <label className="field">
          <span>Shows</span>
          <select className="select" name="segment">
            <option value="">the whole site</option>
            {segments.map(({ id, name }) => (
              <option key={id} value={id}>
                only “{name}”
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="option">
        <input type="checkbox" name="embed" />
        <span>Pages of other sites may show it in a frame</span>
      </label>
      <FormActions save="Make the link" isBusy={isBusy} problem={problem} onCancel={onDone} />
    </form>
  );
}
