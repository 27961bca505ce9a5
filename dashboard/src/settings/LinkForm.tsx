import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { store } from '../api/definitions';
import { endOfDay, wallTime } from '../dates/days';
import { useSite } from '../screens/SiteContext';
import { FormActions } from '../ui/FormActions';
import { useAction } from '../ui/useAction';
import { requestOf, type SharedLink } from './links';
import { merged } from '../api/changes';

interface LinkFormProps {
  readonly path: string;
  /** The link that is changed; absent for a new one. */
  readonly link?: SharedLink;
  /** What it may show, by the id of a segment. */
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly onDone: () => void;
}

/** Makes a link or changes one, whose address stays. */
export function LinkForm({ path, link, choices, onDone }: LinkFormProps) {
  const { site } = useSite();
  const { isBusy, problem, run } = useAction();
  // What others changed since the form was opened stays.
  const [before] = useState(link);
  const [isOpen, setOpen] = useState(false);
  const lastDay = before?.expires_at ? wallTime(new Date(before.expires_at), site.timezone).slice(0, 10) : '';
  const save = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim() || null;
    const ends = text('ends');
    const end = ends === null ? null : ends === lastDay ? before!.expires_at! : endOfDay(ends, site.timezone).toISOString();
    if (end !== null && Date.parse(end) <= Date.now()) throw new Error('The last day is past. Choose today or a later day, or none.');
    const password = text('password');
    const settings = { name: text('name'), expires_at: end, segment: text('segment'), embed: form.get('embed') === 'on' };
    if (!before) return store(path, 'POST', { ...settings, password });
    const stored = requestOf(await json<SharedLink>(`${path}/${before.id}`));
    // A password that is not sent stays as it is.
    return store(`${path}/${before.id}`, 'PUT', { ...merged(requestOf(before), settings, stored), ...(password !== null || isOpen ? { password: isOpen ? null : password } : {}) });
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (await run(() => save(form))) onDone();
  };
  const hasPassword = before?.has_password ?? false;
  return (
    <form className="settings-form framed" onSubmit={submit} noValidate aria-label={before ? `Edit the link ${before.name}` : 'Make a link'}>
      <label className="field">
        <span>Name</span>
        <input className="input" name="name" maxLength={140} placeholder="For the agency" defaultValue={before?.name ?? ''} autoFocus autoComplete="off" />
      </label>
      <label className="field">
        <span>Password</span>
        <input className="input" name="password" type="password" autoComplete="new-password" aria-describedby="sharing-password" disabled={isOpen} />
        <span className="meta" id="sharing-password">
          {hasPassword ? 'Empty keeps the one it has; another one has at least 8 characters and locks out whoever knows the one before.' : 'Empty for none, else at least 8 characters.'}
        </span>
      </label>
      {hasPassword && (
        <label className="option">
          <input type="checkbox" checked={isOpen} onChange={(event) => setOpen(event.target.checked)} />
          <span>Ask for no password any more</span>
        </label>
      )}
      <label className="field">
        <span>Last day</span>
        <input className="input" type="date" name="ends" defaultValue={lastDay} aria-describedby="sharing-ends" />
        <span className="meta" id="sharing-ends">
          It ends with that day in {site.timezone}, the site’s time zone. Empty if it does not end.
        </span>
      </label>
      {choices.length > 0 && (
        <label className="field">
          <span>Shows</span>
          <select className="select" name="segment" defaultValue={before?.segment ?? ''}>
            {choices.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="option">
        <input type="checkbox" name="embed" defaultChecked={before?.embed ?? false} />
        <span>Pages of other sites may show it in a frame</span>
      </label>
      <FormActions save={before ? 'Save the link' : 'Make the link'} isBusy={isBusy} problem={problem} onCancel={onDone} />
    </form>
  );
}
