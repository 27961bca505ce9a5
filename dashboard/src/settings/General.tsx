import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { refresh } from '../api/useApi';
import { addDays, wallTime, WEEKDAYS, type Weekday } from '../dates/days';
import { formatDays, nameOfWeekday } from '../format/dates';
import { pastedHost } from '../format/pastedHost';
import type { Site, SiteRequest } from '../api/types';
import { ZoneSelect } from '../screens/NewSite';
import { useSite } from '../screens/SiteContext';
import { Confirm } from '../ui/Confirm';
import { canSubmit, NumberField, numberIn } from '../ui/NumberField';
import { toast } from '../ui/Toasts';
import { navigate } from '../url/location';
import { formatView } from '../url/view';
import { changesOf } from './changesOf';

/** Domain, time zone, weeks, retention and whether strangers may look. Once they are saved, the form begins again with what is stored. */
export function General() {
  const { site } = useSite();
  const [saved, setSaved] = useState({ site, times: 0 });
  const onSaved = (stored: Site) => setSaved(({ times }) => ({ site: stored, times: times + 1 }));
  return <GeneralForm key={saved.times} site={saved.site} onSaved={onSaved} />;
}

/** Days for which statistics may be kept. */
const RETENTION = { least: 1, most: 36_525, whole: true, optional: true };

/** What the settings of a form are worth to the API. */
type Settings = Required<Pick<SiteRequest, 'domain' | 'timezone' | 'week_start' | 'public' | 'retention_days'>>;

/** Whether statistics that are kept for some days would be deleted if they were kept for others; null is for ever. */
const isShorter = (after: number | null, before: number | null) => after !== null && (before === null || after < before);

/** The form for a site as it was when the form was opened: what was not changed in it is not sent, as others may have changed it meanwhile. */
function GeneralForm({ site, onSaved }: { site: Site; onSaved: (site: Site) => void }) {
  const { view } = useSite();
  const [zone, setZone] = useState(site.timezone);
  const [domain, setDomain] = useState(site.domain);
  const [problem, setProblem] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<Settings | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!canSubmit(event.currentTarget)) return;
    const form = new FormData(event.currentTarget);
    const after: Settings = { domain: pastedHost(domain), timezone: zone, week_start: form.get('week_start') as Weekday, public: form.get('public') === 'on', retention_days: numberIn(form, 'retention') };
    if (isShorter(after.retention_days, site.retention_days)) setDeleting(after);
    else void save(after);
  };
  const save = async (after: Settings) => {
    setDeleting(null);
    try {
      const before: Settings = { domain: site.domain, timezone: site.timezone, week_start: site.week_start as Weekday, public: site.public, retention_days: site.retention_days };
      const saved = await json<Site>(`/api/v1/sites/${encodeURIComponent(site.domain)}`, { method: 'PUT', body: changesOf(before, after) });
      refresh();
      onSaved(saved);
      toast('Saved.');
      if (saved.domain !== site.domain) navigate(`/s/${saved.domain}/settings/general${formatView(view)}`, { replace: true });
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const keptFrom = addDays(wallTime(new Date(), site.timezone).slice(0, 10), -(deleting?.retention_days ?? 0));
  return (
    <form className="settings-form" onSubmit={submit} noValidate>
      <h2>General</h2>
      <label className="field">
        <span>Domain</span>
        <input className="input" name="domain" value={domain} onChange={(event) => setDomain(event.target.value)} autoComplete="off" spellCheck={false} />
        {pastedHost(domain) !== site.domain && (
          <span className="note warn">
            Statistics, keys, goals and links stay. For 72 hours events and questions are taken under {site.domain} too; put the new domain into the snippet until then.
          </span>
        )}
      </label>
      <label className="field">
        <span>Time zone</span>
        <ZoneSelect name="timezone" value={site.timezone} onChange={setZone} />
        {zone !== site.timezone && <span className="note warn">Days will begin at midnight in {zone}, for all of history: numbers per day change, totals of long ranges hardly.</span>}
      </label>
      <label className="field">
        <span>Weeks begin on</span>
        <select className="select" name="week_start" defaultValue={site.week_start}>
          {WEEKDAYS.map((day) => (
            <option key={day} value={day}>
              {nameOfWeekday(day)}
            </option>
          ))}
        </select>
      </label>
      <NumberField
        name="retention"
        label="Keep statistics for"
        range={RETENTION}
        initial={site.retention_days ?? ''}
        placeholder="ever"
        unit="days"
        hint="Empty keeps them for ever. What is older is deleted within three days and can’t be brought back."
      />
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
      {deleting && (
        <Confirm title="Delete older statistics?" action="Save and delete" onConfirm={() => void save(deleting)} onClose={() => setDeleting(null)}>
          <p>
            Statistics of {formatDays(keptFrom, keptFrom, '')} and later stay. Whatever is older is deleted for ever within three days.
          </p>
        </Confirm>
      )}
    </form>
  );
}
