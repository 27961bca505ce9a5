import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import type { Site } from '../api/types';
import { currentZone, ZONES } from '../dates/zones';
import { pastedHost } from '../format/pastedHost';
import { useTitle } from '../ui/useTitle';
import { navigate } from '../url/location';

/** Registers a site, then goes on to its snippet. */
export default function NewSite() {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useTitle('Add a site');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      const domain = pastedHost(String(form.get('domain') ?? ''));
      const site = await json<Site>('/api/v1/sites', { method: 'POST', body: { domain, timezone: String(form.get('timezone')) } });
      navigate(`/s/${site.domain}/settings/install`);
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <main className="page" id="main">
      <form className="card stack narrow-form" onSubmit={submit} noValidate>
        <h1 tabIndex={-1}>Add a site</h1>
        <label className="field">
          <span>Domain</span>
          <input className="input" name="domain" placeholder="shop.example" autoFocus autoComplete="off" spellCheck={false} aria-invalid={problem !== null} aria-describedby="domain-hint" />
          <span className="meta" id="domain-hint">
            As visitors see it in the address bar. It names the site.
          </span>
        </label>
        <label className="field">
          <span>Time zone</span>
          <ZoneSelect name="timezone" value={currentZone(Intl.DateTimeFormat().resolvedOptions().timeZone)} />
          <span className="meta">Days begin at midnight there.</span>
        </label>
        {problem && (
          <p className="note bad" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="button primary" disabled={isBusy}>
          Add and get the snippet
        </button>
      </form>
    </main>
  );
}

/** All time zones under their current names, and the one that is chosen, under whatever name. */
export function ZoneSelect({ name, value, onChange }: { name: string; value: string; onChange?: (zone: string) => void }) {
  const zones = ZONES.includes(value) ? ZONES : [value, ...ZONES];
  return (
    <select className="select" name={name} defaultValue={value} onChange={(event) => onChange?.(event.target.value)}>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replace(/^Etc\//, '')}
        </option>
      ))}
    </select>
  );
}
