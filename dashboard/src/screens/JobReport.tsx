import { useEffect, useRef, useState } from 'react';
import { json } from '../api/client';
import { useJson } from '../api/useApi';
import type { Job, JobReport as Report } from '../api/types';
import { formatCount, formatDuration, formatPercent, signOf } from '../format/numbers';
import { capital } from '../format/text';
import { Failure, SkeletonRows } from '../ui/States';
import { saveRows } from '../ui/saveFile';
import { navigate } from '../url/location';
import { changeByDay, COUNTS, daysOfJob, detailsOf, formatSigned, formatUtcDays, sumsOf, type Count, type Difference } from './jobChanges';

const MOST_ROWS = 1000;

/** What an ended job changed, or would: all together, by day, and each day of each site. */
export function JobReport({ job }: { job: Job }) {
  const report = useJson<Report>(`/api/v1/jobs/${encodeURIComponent(job.id)}/report?limit=${MOST_ROWS}`);
  const differences = report.data?.differences ?? [];
  return (
    <section className="card stack" aria-label="Report">
      <h2>{job.dryRun ? 'What would change' : 'What changed'}</h2>
      {report.error ? (
        <Failure error={report.error} onRetry={report.retry} />
      ) : !report.data ? (
        <SkeletonRows rows={6} />
      ) : differences.length === 0 ? (
        <p>
          {(job.progress?.rows_replaced ?? 0) > 0
            ? 'No total and no value of a dimension differs, but other details of the stored hours do, such as times.'
            : 'Nothing differs: the statistics are what today’s logic makes of the events.'}
        </p>
      ) : (
        <Changes job={job} differences={differences} hasMore={report.data.after !== null && report.data.after !== undefined} />
      )}
      {job.dryRun && differences.length > 0 && <Apply job={job} />}
    </section>
  );
}

function Changes({ job, differences, hasMore }: { job: Job; differences: readonly Difference[]; hasMore: boolean }) {
  const [site, setSite] = useState('');
  const [count, setCount] = useState<Count>(() => COUNTS.find((one) => sumsOf(differences)[one].change !== 0) ?? 'visits');
  const table = useRef<HTMLTableElement>(null);
  const sites = [...new Set(differences.map((difference) => difference.site))].sort();
  const shown = site ? differences.filter((difference) => difference.site === site) : differences;
  const save = () =>
    saveRows(
      `job-${job.id}`,
      daysOfJob(job),
      [
        ['day', 'site', ...COUNTS.flatMap((one) => [`${one}_before`, `${one}_after`]), 'visit_seconds_before', 'visit_seconds_after', 'details'],
        ...shown.map((difference) => {
          const { day, site: of, before, after } = difference;
          return [day, of, ...COUNTS.flatMap((one) => [before[one], after[one]]), before.visit_seconds, after.visit_seconds, detailsOf(difference)];
        }),
      ],
    );
  const hasDetails = shown.some((difference) => detailsOf(difference) !== '');
  const show = (day: string) => table.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
  return (
    <>
      <Sums differences={shown} />
      <div className="row job-form">
        <label className="field">
          <span>Difference of</span>
          <select className="input" value={count} onChange={(event) => setCount(event.target.value as Count)}>
            {COUNTS.map((one) => (
              <option key={one} value={one}>
                {capital(one)}
              </option>
            ))}
          </select>
        </label>
        {sites.length > 1 && (
          <label className="field">
            <span>Site</span>
            <select className="input" value={site} onChange={(event) => setSite(event.target.value)}>
              <option value="">all sites</option>
              {sites.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
        <span className="spacer" />
        <button type="button" className="button" onClick={save}>
          CSV
        </button>
      </div>
      <DayBars job={job} differences={shown} count={count} onDay={show} />
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Differences by day">
        <table className="data number job-differences" ref={table}>
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              {sites.length > 1 && <th scope="col">Site</th>}
              {COUNTS.map((one) => (
                <th scope="col" className="end" key={one}>
                  {capital(one)}
                </th>
              ))}
              <th scope="col" className="end">
                Mean visit
              </th>
              {hasDetails && <th scope="col">Details</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((difference) => (
              <tr key={`${difference.site} ${difference.day}`} data-day={difference.day} tabIndex={-1}>
                <th scope="row">{formatUtcDays(difference.day)}</th>
                {sites.length > 1 && <td>{difference.site}</td>}
                {COUNTS.map((one) => (
                  <td className="end" key={one}>
                    <Change before={difference.before[one]} after={difference.after[one]} />
                  </td>
                ))}
                <td className="end">
                  <MeanVisit {...difference} />
                </td>
                {hasDetails && <td>{detailsOf(difference)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasMore && <p className="muted">These are the first {formatCount(MOST_ROWS)} differences. The API has the rest: /api/v1/jobs/{job.id}/report.</p>}
    </>
  );
}

function Sums({ differences }: { differences: readonly Difference[] }) {
  const sums = sumsOf(differences);
  return (
    <p className="row">
      {COUNTS.map((count) => {
        const { before, change } = sums[count];
        return (
          <span className={`badge number ${change === 0 ? '' : 'warn'}`} key={count}>
            {capital(count)} {formatSigned(change)}
            {before > 0 && change !== 0 && ` (${signOf(change)}${formatPercent(Math.abs(change / before) * 100)})`}
          </span>
        );
      })}
    </p>
  );
}

const WIDTH = 600;
const HEIGHT = 96;

/** The difference of each day of the job, above or below a line in the middle. */
function DayBars({ job, differences, count, onDay }: { job: Job; differences: readonly Difference[]; count: Count; onDay: (day: string) => void }) {
  const days = changeByDay(job, differences, count);
  const most = Math.max(1, ...days.map(({ change }) => Math.abs(change)));
  const width = WIDTH / days.length;
  const extreme = days.reduce((one, other) => (Math.abs(other.change) > Math.abs(one.change) ? other : one));
  return (
    <figure className="job-bars">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map(({ day, change }, at) => {
          const height = (Math.abs(change) / most) * (HEIGHT / 2 - 4);
          return (
            <g key={day} onClick={() => onDay(day)}>
              <title>{`${formatUtcDays(day)}: ${formatSigned(change)}`}</title>
              <rect x={at * width} y={0} width={width} height={HEIGHT} fill="transparent" />
              <rect x={at * width + width * 0.15} y={change > 0 ? HEIGHT / 2 - height : HEIGHT / 2} width={width * 0.7} height={height} fill="var(--series-2)" />
            </g>
          );
        })}
        <path d={`M0 ${HEIGHT / 2}H${WIDTH}`} stroke="var(--border)" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="muted number">
        {capital(count)} by day, {formatUtcDays(days[0]!.day, days.at(-1)!.day)}: {extreme.change === 0 ? 'no difference' : `at most ${formatSigned(extreme.change)}, on ${formatUtcDays(extreme.day)}`}
      </figcaption>
    </figure>
  );
}

function Change({ before, after }: { before: number; after: number }) {
  if (before === after) return <span className="muted">{formatCount(after)}</span>;
  const change = after - before;
  return (
    <>
      {formatCount(before)} → {formatCount(after)} <strong>{formatSigned(change)}</strong>
    </>
  );
}

function MeanVisit({ before, after }: Pick<Difference, 'before' | 'after'>) {
  const mean = ({ visits, visit_seconds: seconds }: Difference['before']) => formatDuration(visits > 0 ? seconds / visits : 0);
  const [was, is] = [mean(before), mean(after)];
  return was === is ? <span className="muted">{is}</span> : <>{`${was} → ${is}`}</>;
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
    <div className="row job-form">
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
