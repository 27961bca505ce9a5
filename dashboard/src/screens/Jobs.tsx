import { useEffect, useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { refresh, useAutoRefresh, useJson } from '../api/useApi';
import type { components } from '../api/schema';
import type { Job, JobReport, Status } from '../api/types';
import { formatMoment } from '../format/dates';
import { formatCount } from '../format/numbers';
import { Link } from '../url/Link';
import { navigate } from '../url/location';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { toast } from '../ui/Toasts';
import { useTitle } from '../ui/useTitle';
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
  const due = status.data?.rollups.filter((rows) => rows.version < status.data!.logic_version).reduce((sum, rows) => sum + rows.rows, 0) ?? 0;
  return (
    <>
      <h1 tabIndex={-1}>Jobs</h1>
      <section className="card stack" aria-label="Reprocess">
        <h2>Make statistics again from the kept events</h2>
        {status.data && (
          <p>
            {due > 0
              ? `${formatCount(due)} hours were made by an older logic; this release has logic ${status.data.logic_version}. Preview what would change.`
              : `Every stored hour was made by this release’s logic, ${status.data.logic_version}.`}
            {status.data.reprocessable_from && ` Events are kept from ${formatMoment(status.data.reprocessable_from, ZONE)} UTC.`}
          </p>
        )}
        <NewJob />
      </section>
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
    </>
  );
}

/** A dry run is what the button does; applying is asked for on its report. */
function NewJob() {
  const [problem, setProblem] = useState<string | null>(null);
  const today = new Date().toISOString().slice(0, 10);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const site = String(form.get('site') ?? '').trim();
    try {
      const job = await json<Job>('/api/v1/jobs', {
        method: 'POST',
        body: { kind: 'reprocess', from: form.get('from'), to: form.get('to'), dryRun: true, ...(site ? { sites: [site] } : {}) },
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
        <input className="input" type="date" name="from" defaultValue={today.slice(0, 8) + '01'} />
      </label>
      <label className="field">
        <span>To, exclusive</span>
        <input className="input" type="date" name="to" defaultValue={today} />
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

const TONES: Readonly<Record<string, string>> = { completed: 'good', failed: 'bad', cancelled: 'warn' };

function JobRow({ job }: { job: Job }) {
  const isActive = job.state === 'running' || job.state === 'queued';
  return (
    <div className="job">
      <Link href={`/jobs/${job.id}`}>#{job.id}</Link>
      <span className={`badge ${TONES[job.state] ?? ''}`}>
        {job.state}
        {job.dryRun ? ' · dry run' : ''}
      </span>
      <span className="number">
        {job.from.slice(0, 10)} – {job.to.slice(0, 10)} · {job.sites?.join(', ') ?? 'all sites'}
      </span>
      {isActive && <Progress job={job} />}
      {job.error && <span className="tone-bad">{job.error}</span>}
      <span className="spacer" />
      {isActive ? <Cancel job={job} /> : <Link href={`/jobs/${job.id}`}>Report ▸</Link>}
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

const COUNTS = ['visitors', 'visits', 'pageviews', 'events', 'bounces'] as const;

function OneJob({ id }: { id: string }) {
  const job = useJson<Job>(`/api/v1/jobs/${encodeURIComponent(id)}`);
  const isActive = job.data?.state === 'running' || job.data?.state === 'queued';
  const report = useJson<JobReport>(job.data && !isActive ? `/api/v1/jobs/${encodeURIComponent(id)}/report?limit=1000` : null);
  useAutoRefresh(isActive ? 2 : null);
  if (job.error) {
    return (
      <div className="card">
        <Failure error={job.error} onRetry={job.retry} />
      </div>
    );
  }
  if (!job.data) return <SkeletonRows rows={6} />;
  const differences = report.data?.differences ?? [];
  return (
    <>
      <h1 tabIndex={-1}>
        <Link href="/jobs">Jobs</Link> / #{id}
      </h1>
      <section className="card" aria-label="Job">
        <JobRow job={job.data} />
      </section>
      {!isActive && (
        <section className="card stack" aria-label="Report">
          <h2>{job.data.dryRun ? 'What would change' : 'What changed'}</h2>
          {report.error ? (
            <Failure error={report.error} onRetry={report.retry} />
          ) : !report.data ? (
            <SkeletonRows rows={6} />
          ) : differences.length === 0 ? (
            <p>Nothing differs: the statistics are what today’s logic makes of the events.</p>
          ) : (
            <>
              <Totals differences={differences} />
              <div className="table-scroll" tabIndex={0} role="region" aria-label="Differences by day">
                <table className="data number">
                  <thead>
                    <tr>
                      <th scope="col">Day (UTC)</th>
                      <th scope="col">Site</th>
                      {COUNTS.map((count) => (
                        <th scope="col" className="end" key={count}>
                          {count}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {differences.map((difference) => (
                      <tr key={`${difference.site} ${difference.day}`}>
                        <th scope="row">{difference.day}</th>
                        <td>{difference.site}</td>
                        {COUNTS.map((count) => (
                          <td className="end" key={count}>
                            <Change before={difference.before[count]} after={difference.after[count]} />
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )}
          {job.data.dryRun && differences.length > 0 && <Apply job={job.data} />}
        </section>
      )}
    </>
  );
}

function Totals({ differences }: { differences: JobReport['differences'] }) {
  const sum = (pick: (difference: JobReport['differences'][number]) => number) => differences.reduce((total, difference) => total + pick(difference), 0);
  return (
    <p className="row">
      {COUNTS.map((count) => {
        const before = sum((difference) => difference.before[count]);
        const change = sum((difference) => difference.after[count]) - before;
        return (
          <span className="badge number" key={count}>
            {count} {change > 0 ? '+' : ''}
            {formatCount(change)}
            {before > 0 && ` (${((change / before) * 100).toFixed(1)} %)`}
          </span>
        );
      })}
    </p>
  );
}

function Change({ before, after }: { before: number; after: number }) {
  if (before === after) return <span className="muted">{formatCount(after)}</span>;
  const change = after - before;
  return (
    <>
      {formatCount(before)} → {formatCount(after)} <strong>{change > 0 ? `+${formatCount(change)}` : formatCount(change)}</strong>
    </>
  );
}

/** Applies a previewed change: the name of the site, or “all”, is typed first. */
function Apply({ job }: { job: Job }) {
  const [typed, setTyped] = useState('');
  const wanted = job.sites?.join(', ') ?? 'all sites';
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setTyped(''), [job.id]);
  const apply = async () => {
    try {
      const made = await json<Job>('/api/v1/jobs', {
        method: 'POST',
        body: { kind: job.kind, from: job.from, to: job.to, dryRun: false, ...(job.sites ? { sites: job.sites } : {}) },
      });
      navigate(`/jobs/${made.id}`);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <div className="row">
      <label className="field">
        <span>
          To apply this, type <code>{wanted}</code>
        </span>
        <input className="input" value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <button type="button" className="button danger" disabled={typed.trim() !== wanted} onClick={apply}>
        Apply this change
      </button>
      {problem && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
