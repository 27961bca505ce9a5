import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { refresh } from '../api/useApi';
import type { SiteRequest } from '../api/types';
import { ZoneSelect } from '../screens/NewSite';
import { useSite } from '../screens/SiteContext';
import { toast } from '../ui/Toasts';

/** Time zone, retention and whether strangers may look. */
export function General() {
  const { site } = useSite();
  const [zone, setZone] = useState(site.timezone);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = String(form.get('retention') ?? '').trim();
    try {
      const body: SiteRequest = { timezone: zone, public: form.get('public') === 'on', retention_days: days === '' ? null : Number(days) };
      await json(`/api/v1/sites/${encodeURIComponent(site.domain)}`, { method: 'PUT', body });
      setProblem(null);
      refresh();
      toast('Saved.');
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form className="settings-form" onSubmit={submit} noValidate>
      <h2>General</h2>
      <label className="field">
        <span>Time zone</span>
        <ZoneSelect name="timezone" value={site.timezone} onChange={setZone} />
        {zone !== site.timezone && <span className="note warn">Days will begin at midnight in {zone}, for all of history: numbers per day change, totals of long ranges hardly.</span>}
      </label>
      <label className="field">
        <span>Keep statistics for</span>
        <span className="row">
          <input className="input" name="retention" inputMode="numeric" size={8} defaultValue={site.retention_days ?? ''} placeholder="ever" aria-describedby="retention-hint" /> days
        </span>
        <span className="meta" id="retention-hint">
          Empty keeps them for ever. What is older is deleted within three days and can’t be brought back.
        </span>
      </label>
      <label className="option">
        <input type="checkbox" name="public" defaultChecked={site.public} />
        <span>
          Public: whoever knows the address <code>/s/{site.domain}</code> may see all numbers, but not these settings.
        </span>
      </label>
      {problem && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="button primary">
        Save
      </button>
    </form>
  );
}
