import { useMemo } from 'react';
import { may } from '../api/session';
import { baseOf } from '../api/siteQueries';
import type { Answer, Status } from '../api/types';
import { useJson, useQuery, type Loaded } from '../api/useApi';
import { Sparkline } from '../chart/Sparkline';
import { IntervalNote } from '../chart/IntervalNote';
import { nearestInterval } from '../dates/intervals';
import { formatBucket, formatMoment } from '../format/dates';
import { formatCount, formatDuration, formatPercent, numberOf } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { Failure, SkeletonRows } from '../ui/States';
import { Link } from '../url/Link';
import { ReceiptLookup } from './ReceiptLookup';
import './quality.css';

interface Kind {
  readonly id: 'events' | 'filtered' | 'refused' | 'duplicates';
  readonly label: string;
  readonly meaning: string;
}

const KINDS: readonly Kind[] = [
  { id: 'events', label: 'Counted', meaning: 'Events in the statistics.' },
  { id: 'filtered', label: 'Filtered', meaning: 'Bots and programs without a visitor. Counted here, stored nowhere.' },
  { id: 'refused', label: 'Refused', meaning: 'Events that were not understood. The sender was told the field and the remedy.' },
  { id: 'duplicates', label: 'Duplicates', meaning: 'Events that came again with the same id. They change nothing.' },
];

/** How far the numbers can be trusted: what came, what was left out and why, and how fresh it is. */
export default function Quality() {
  const { site, view, today, session } = useSite();
  const interval = nearestInterval(view.interval, view, today);
  // Filters select events, and what is not stored has no dimensions to filter by.
  const base = baseOf(site.domain, { ...view, filters: [], segment: undefined }, today);
  const metrics = KINDS.map(({ id }) => id);
  const totals = useQuery({ ...base, metrics });
  const course = useQuery({ ...base, metrics, dimensions: [`time:${interval}`], include: { time_labels: true } });
  const sampled = useQuery({ ...base, metrics: ['visitors'], include: { sampling: true } });
  const error = totals.error ?? course.error;
  const row = totals.data?.results[0];
  const values = KINDS.map((_, at) => numberOf(row?.metrics[at]) ?? 0);
  const all = values.reduce((sum, value) => sum + value, 0);
  const status = useJson<Status>(may(session, 'admin') ? '/api/v1/status' : null);
  // A section comes when those above it are as high as they will be.
  const isCounted = Boolean(error || (row && course.data));
  const isFresh = Boolean(status.data || status.error || !may(session, 'admin'));
  return (
    <div className="stack">
      <section className="card stack" aria-label="What came">
        <h2>What came</h2>
        <IntervalNote interval={interval} />
        {error ? (
          <Failure error={error} onRetry={totals.error ? totals.retry : course.retry} />
        ) : !row || !course.data ? (
          <SkeletonRows rows={5} height={64} />
        ) : (
          <>
            <ul className="quality-kinds">
              {KINDS.map((kind, at) => (
                <li key={kind.id} className="quality-kind">
                  <h3>{kind.label}</h3>
                  <p className="number">
                    <strong className="quality-number">{formatCount(values[at]!)}</strong> <span className="muted">{all > 0 ? formatPercent((100 * values[at]!) / all) : ''}</span>
                  </p>
                  <KindLine answer={course.data!} at={at} />
                  <p className="meta">{kind.meaning}</p>
                </li>
              ))}
            </ul>
            <Worst answer={course.data} interval={interval} />
          </>
        )}
      </section>
      {isCounted && (
        <section className="card stack" aria-label="How exact">
          <h2>How exact</h2>
          {sampled.error ? <Failure error={sampled.error} onRetry={sampled.retry} /> : <Exactness answer={sampled.data} />}
        </section>
      )}
      {isCounted && (sampled.data || sampled.error) && may(session, 'admin') && <Freshness loaded={status} />}
      {isCounted && (sampled.data || sampled.error) && isFresh && <ReceiptLookup />}
    </div>
  );
}

function valuesOf(answer: Answer, at: number): readonly (number | null)[] {
  const rows = new Map(answer.results.map((row) => [row.dimensions[0], row]));
  const labels = answer.meta.time_labels ?? [];
  const last = answer.meta.present_index ?? labels.length - 1;
  return labels.map((label, index) => (index > last ? null : (numberOf(rows.get(label)?.metrics[at]) ?? 0)));
}

function KindLine({ answer, at }: { answer: Answer; at: number }) {
  const values = useMemo(() => valuesOf(answer, at), [answer, at]);
  return <Sparkline values={values} max={Math.max(1, ...values.map((value) => value ?? 0))} present={answer.meta.present_index ?? -1} />;
}

/** The buckets in which most was left out, with their numbers. */
function Worst({ answer, interval }: { answer: Answer; interval: ReturnType<typeof nearestInterval> }) {
  const { today } = useSite();
  const rows = answer.results
    .map((row) => ({ label: row.dimensions[0] ?? '', left: row.metrics.slice(1).map((value) => numberOf(value) ?? 0), counted: numberOf(row.metrics[0]) ?? 0 }))
    .map((row) => ({ ...row, sum: row.left.reduce((sum, value) => sum + value, 0) }))
    .filter((row) => row.sum > 0)
    .sort((one, other) => other.sum - one.sum)
    .slice(0, 5);
  if (rows.length === 0) return <p className="muted">Nothing was filtered, refused or sent twice in this period.</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`Where most was left out, by ${interval}`}>
      <table className="data number">
        <thead>
          <tr>
            <th scope="col">Where most was left out</th>
            {KINDS.slice(1).map((kind) => (
              <th scope="col" className="end" key={kind.id}>
                {kind.label}
              </th>
            ))}
            <th scope="col" className="end">
              Counted
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{formatBucket(row.label, interval, today)}</th>
              {row.left.map((value, at) => (
                <td className="end" key={KINDS[at + 1]!.id}>
                  {formatCount(value)}
                </td>
              ))}
              <td className="end">{formatCount(row.counted)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Exactness({ answer }: { answer: Answer | undefined }) {
  if (!answer) return <SkeletonRows rows={1} />;
  const fraction = answer.meta.sampling?.fraction ?? 1;
  return fraction < 1 ? (
    <p>
      <span className="badge warn">≈ sampled</span> Filtered questions of this period look at {formatPercent(fraction * 100)} of its visitors, because some days have more than 1,048,576. Totals without
      filters count all.
    </p>
  ) : (
    <p>
      <span className="badge good">exact</span> Every number of this period is counted from all of its events, none from a sample.
    </p>
  );
}

/** How far behind the statistics are, for those who run the server. */
function Freshness({ loaded: { data, error, retry } }: { loaded: Loaded<Status> }) {
  const { site } = useSite();
  if (error) {
    return (
      <section className="card" aria-label="How fresh">
        <Failure error={error} onRetry={retry} />
      </section>
    );
  }
  const waiting = data?.operations.partitions.reduce((sum, partition) => sum + partition.waiting, 0) ?? 0;
  const age = Math.max(0, ...(data?.operations.partitions.map((partition) => partition.age_seconds) ?? []));
  const aside = Object.values(data?.operations.set_aside ?? {}).reduce((sum, count) => sum + count, 0);
  const old = data?.rollups.filter((rows) => rows.version < data.logic_version).reduce((sum, rows) => sum + rows.rows, 0) ?? 0;
  return (
    <section className="card stack" aria-label="How fresh">
      <h2>How fresh</h2>
      {!data ? (
        <SkeletonRows rows={4} />
      ) : (
        <dl className="quality-facts number">
          <dt>Not counted yet</dt>
          <dd>{waiting === 0 ? 'nothing: all accepted events are in the statistics' : `${formatCount(waiting)} messages, the oldest ${formatDuration(age)} old`}</dd>
          <dt>Set aside</dt>
          <dd>{aside === 0 ? 'nothing' : `${formatCount(aside)} pieces that a stage could not take; they are listed at /api/v1/deadletters`}</dd>
          <dt>Logic</dt>
          <dd>
            version {data.logic_version}
            {old > 0 ? (
              <>
                , {formatCount(old)} hours or days are of an older one: <Link href="/jobs">preview what would change</Link>
              </>
            ) : (
              ' made every stored hour'
            )}
          </dd>
          <dt>Events kept</dt>
          <dd>{data.oldest_message ? `since ${formatMoment(data.oldest_message, site.timezone)}, so that statistics can be made again` : 'none yet'}</dd>
          <dt>Gaps in the log</dt>
          <dd>{data.log_gaps.length === 0 ? 'none' : `${data.log_gaps.length}, the last found ${formatMoment(data.log_gaps.at(-1)!.found, site.timezone)}`}</dd>
        </dl>
      )}
    </section>
  );
}
