import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { refresh, useAutoRefresh, useJson } from '../api/useApi';
import type { components } from '../api/schema';
import type { Job, Status } from '../api/types';
import { addDays, isDay } from '../dates/days';
import { formatMoment } from '../format/dates';
import { formatCount } from '../format/numbers';
import { Link } from '../url/Link';
import { navigate } from '../url/location';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { toast } from '../ui/Toasts';
import { useTitle } from '../ui/useTitle';
import { daysOfJob, formatDaysOfJob, formatUtcDays } from './jobChanges';
import { JobReport } from './JobReport';
import './jobs.css';

type JobList = components['schemas']['JobListAnswer'];
const ZONE = 'UTC';

/** All jobs, or one with its report. */
export default function Jobs({ id }: { id: string | undefined }) {
  useTitle(id ? `Job ${id}` : 'Jobs');
  return (
    <main className="page stack" id="main">
      {id ? <OneJob id={id} /> : <AllJobs />}
    </main>
  );
}

function AllJobs() {
  const { data, error, retry } = useJson<JobList>('/api/v1/jobs');
  const status = useJson<Status>('/api/v1/status');
  const isActive = data?.jobs.some((job) => job.state === 'running' || job.state === 'queued') ?? false;
  useAutoRefresh(isActive ? 2 : 30);
  // Below stands what would move with it, so that it comes when the height of this is known.
  const isKnown = Boolean(status.data || status.error);
  const old = status.data?.rollups.filter((rows) => rows.version < status.data!.logic_version) ?? [];
  const rows = old.reduce((sum, { rows: count }) => sum + count, 0);
  const due = old.length > 0 ? { from: earliest(old.map((rows) => rows.from)), to: latest(old.map((rows) => rows.to)) } : null;
  return (
    <>
      <h1 tabIndex={-1}>Jobs</h1>
      <section className="card stack" aria-label="Reprocess">
        <h2>Make statistics again from the kept events</h2>
        {!isKnown && <SkeletonRows rows={4} />}
        {status.data && (
          <p>
            {due
              ? `${formatCount(rows)} stored hours or days of ${formatUtcDays(...daysOfJob(due))} were made by an older logic; this release has logic ${status.data.logic_version}. Preview what would change.`
              : `Every stored hour and day was made by this release’s logic, ${status.data.logic_version}.`}
            {status.data.reprocessable_from && ` Events are kept from ${formatMoment(status.data.reprocessable_from, ZONE)} UTC.`}
          </p>
        )}
        {isKnown && <NewJob due={due} />}
      </section>
      {isKnown && (
        <section className="card" aria-label="All jobs">
          {error ? (
            <Failure error={error} onRetry={retry} />
          ) : !data ? (
            <SkeletonRows rows={4} height={44} />
          ) : data.jobs.length === 0 ? (
            <Empty title="No job was started yet." />
          ) : (
            <ul className="jobs">
              {[...data.jobs].reverse().map((job) => (
                <li key={job.id}>
                  <JobRow job={job} />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

const earliest = (times: readonly string[]) => [...times].sort()[0]!;
const latest = (times: readonly string[]) => [...times].sort().at(-1)!;

/** A dry run is what the button does; applying is asked for on its report. The days that are due are those that it begins with. */
function NewJob({ due }: { due: { readonly from: string; readonly to: string } | null }) {
  const [problem, setProblem] = useState<string | null>(null);
  const today = new Date().toISOString().slice(0, 10);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const site = String(form.get('site') ?? '').trim();
    // The end that the API takes is exclusive.
    const last = String(form.get('to') ?? '');
    try {
      const job = await json<Job>('/api/v1/jobs', {
        method: 'POST',
        body: { kind: 'reprocess', from: form.get('from'), to: isDay(last) ? addDays(last, 1) : last, dryRun: true, ...(site ? { sites: [site] } : {}) },
      });
      navigate(`/jobs/${job.id}`);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form className="row job-form" onSubmit={submit} noValidate>
      <label className="field">
        <span>From (UTC)</span>
        <input className="input" type="date" name="from" defaultValue={due?.from.slice(0, 10) ?? `${today.slice(0, 8)}01`} />
      </label>
      <label className="field">
        <span>To, with this day (UTC)</span>
        <input className="input" type="date" name="to" defaultValue={due ? daysOfJob(due)[1] : today} />
      </label>
      <label className="field">
        <span>Site</span>
        <input className="input" name="site" placeholder="all sites" />
      </label>
      <button type="submit" className="button primary">
        Preview the change
      </button>
      {problem && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Whether a job compared all days of its range: only then does the absence of a difference say something. */
function hasReport(job: Job): boolean {
  return job.kind === 'reprocess' && job.state === 'completed';
}

const TONES: Readonly<Record<string, string>> = { completed: 'good', failed: 'bad', cancelled: 'warn' };

/** A job with what it does and how far it is; on a page of its own it has no way to itself. */
function JobRow({ job, isAlone = false }: { job: Job; isAlone?: boolean }) {
  const isActive = job.state === 'running' || job.state === 'queued';
  return (
    <div className="job">
      {isAlone ? <span>#{job.id}</span> : <Link href={`/jobs/${job.id}`}>#{job.id}</Link>}
      <span className={`badge ${TONES[job.state] ?? ''}`}>
        {job.state}
        {job.dryRun ? ' · dry run' : ''}
      </span>
      <strong>{job.kind}{job.erases ? ` a ${job.erases}` : ''}</strong>
      <span className="number">
        {formatDaysOfJob(job)} · {job.sites?.join(', ') ?? 'all sites'}
      </span>
      {isActive && <Progress job={job} />}
      {job.error && <span className="tone-bad">{job.error}</span>}
      <span className="spacer" />
      {isActive ? <Cancel job={job} /> : !isAlone && hasReport(job) && <Link href={`/jobs/${job.id}`}>Report ▸</Link>}
    </div>
  );
}

function Progress({ job }: { job: Job }) {
  const done = job.progress?.messages_read ?? 0;
  const all = job.progress?.messages_total ?? 0;
  const percent = all > 0 ? Math.min(100, Math.floor((done / all) * 100)) : 0;
  return (
    <span className="job-progress">
      <span className="progress" role="progressbar" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label={`Job ${job.id}`}>
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="meta number">
        {job.progress?.phase ?? 'waiting'} {percent} %
      </span>
    </span>
  );
}

function Cancel({ job }: { job: Job }) {
  const cancel = async () => {
    try {
      await json(`/api/v1/jobs/${job.id}`, { method: 'DELETE' });
      refresh();
    } catch (error) {
      toast(`The job could not be cancelled: ${(error as Error).message}`);
    }
  };
  return (
    <button type="button" className="button danger" disabled={job.cancel_requested} onClick={cancel}>
      {job.cancel_requested ? 'Stopping …' : 'Cancel'}
    </button>
  );
}

function OneJob({ id }: { id: string }) {
  const job = useJson<Job>(`/api/v1/jobs/${encodeURIComponent(id)}`);
  useAutoRefresh(job.data?.state === 'running' || job.data?.state === 'queued' ? 2 : null);
  return (
    <>
      <h1 tabIndex={-1}>
        <Link href="/jobs">Jobs</Link> / #{id}
      </h1>
      <section className="card" aria-label="Job">
        {job.error ? <Failure error={job.error} onRetry={job.retry} /> : !job.data ? <SkeletonRows rows={1} height={44} /> : <JobRow job={job.data} isAlone />}
      </section>
      {job.data && hasReport(job.data) && <JobReport job={job.data} />}
    </>
  );
}
