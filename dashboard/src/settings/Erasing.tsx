import { useState, type FormEvent } from 'react';
import { store } from '../api/definitions';
import type { components } from '../api/schema';
import type { Job } from '../api/types';
import { useAutoRefresh, useJson } from '../api/useApi';
import { inWords } from '../api/wording';
import { addDays, isDay } from '../dates/days';
import { formatDays, formatMoment } from '../format/dates';
import { formatCount, nounOf } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { Confirm } from '../ui/Confirm';
import { Problem } from '../ui/Problem';
import { useAction } from '../ui/useAction';
import { DefinitionList } from './DefinitionList';

type Erasure = components['schemas']['ErasureRequest'];

/** What is to be erased, as it is sent and in words. */
interface Asked {
  readonly body: Erasure;
  readonly what: string;
}

/** Reads what a form asks to erase. Throws what is wrong with it, and what to do. */
function askedIn(form: FormData): Asked {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const visitor = text('visitor');
  if (form.has('visitor')) {
    if (visitor === '') throw new Error('Give the id of the visitor, as it was sent with the events.');
    return { body: { visitor_id: visitor }, what: `All events of the visitor “${visitor}”` };
  }
  const [from, to] = [text('from'), text('to')];
  if (!isDay(from) || !isDay(to) || from > to) throw new Error('Give the first day and the last one, which is not before it.');
  // The end that the API takes is exclusive.
  return { body: { from, to: addDays(to, 1) }, what: `All events of ${formatDays(from, to, '')} (UTC)` };
}

/** Erases a visitor, or days, from all that is stored, and tells what became of it. */
export function Erasing() {
  const { site, today } = useSite();
  const path = `/api/v1/sites/${encodeURIComponent(site.domain)}/erasures`;
  const { data, error, retry } = useJson<components['schemas']['JobListAnswer']>(path);
  const [kind, setKind] = useState<'visitor' | 'range'>('visitor');
  const [asked, setAsked] = useState<Asked | null>(null);
  const { isBusy, problem, run } = useAction();
  useAutoRefresh(data?.jobs.some(({ state }) => state === 'queued' || state === 'running') ? 2 : null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void run(async () => setAsked(askedIn(form)));
  };
  const erase = ({ body }: Asked) => {
    setAsked(null);
    void run(() => store(path, 'POST', body));
  };
  return (
    <section className="settings-form" aria-labelledby="erasing">
      <h2 id="erasing">Erase visitors or days</h2>
      <p>Events are erased from all that is stored and from all numbers, as when a person asks for it. It can’t be undone.</p>
      <form className="stack" onSubmit={submit} noValidate>
        <label className="field">
          <span>Erase</span>
          <select className="select" value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
            <option value="visitor">one visitor</option>
            <option value="range">all events of some days</option>
          </select>
        </label>
        {kind === 'visitor' ? (
          <label className="field">
            <span>Id of the visitor</span>
            <input className="input" name="visitor" maxLength={200} autoComplete="off" spellCheck={false} />
            <span className="meta">As your site or app sent it (visitor_id). Visitors without one can’t be told apart after a day.</span>
          </label>
        ) : (
          <div className="row">
            <label className="field">
              <span>First day (UTC)</span>
              <input className="input" type="date" name="from" />
            </label>
            <label className="field">
              <span>Last day (UTC)</span>
              <input className="input" type="date" name="to" />
            </label>
          </div>
        )}
        <Problem text={problem} />
        <span>
          <button type="submit" className="button danger" disabled={isBusy}>
            Erase …
          </button>
        </span>
      </form>
      <DefinitionList items={data && [...data.jobs].reverse()} error={error} onRetry={retry} rows={1} empty={null}>
        {(job) => (
          <li key={job.id}>
            <span className="meta number">
              {formatMoment(job.created_at, site.timezone)}: {describe(job, today)}
            </span>
          </li>
        )}
      </DefinitionList>
      {asked && (
        <Confirm title="Erase for ever?" action="Erase" onConfirm={() => erase(asked)} onClose={() => setAsked(null)}>
          <p dir="auto">{asked.what} are erased, and can’t be brought back.</p>
        </Confirm>
      )}
    </section>
  );
}

function describe(job: Job, today: string): string {
  const last = addDays(job.to.slice(0, 10), job.to.slice(11, 19) === '00:00:00' ? -1 : 0);
  const what = job.erases === 'range' ? formatDays(job.from.slice(0, 10), last, today) : `a ${job.erases ?? 'visitor'}`;
  const events = job.progress?.erased?.events;
  const became = job.state === 'completed' && events !== undefined ? `erased, ${formatCount(events)} ${nounOf(events, 'event')}` : job.state;
  return `${what} · ${became}${job.error ? `: ${inWords(job.error)}` : ''}`;
}
