import { useState } from 'react';
import { ApiError } from '../api/client';
import { baseOf } from '../api/siteQueries';
import { useAnswered } from '../api/useAnswered';
import { useAnswer } from '../api/useApi';
import { countDays } from '../dates/days';
import { Controls } from '../controls/Sheet';
import { daysOf } from '../dates/periods';
import { Chips } from '../filters/Chips';
import { formatCount, formatPercent } from '../format/numbers';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { saveRows } from '../ui/saveFile';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import type { RetentionAnswer } from './answers';
import { RetentionCurve } from './RetentionCurve';
import { RetentionTable } from './RetentionTable';
import { StepField } from './StepField';
import { formatSteps, kindOf, parseSteps, stepOf, valueOf, type StepKind } from './steps';
import './paths.css';

export type Cohorts = 'day' | 'week' | 'month';
/** What counts where no deed is asked for. */
const ANY = 'any visit';
const COHORTS: readonly Cohorts[] = ['day', 'week', 'month'];

/** How many visitors come back, by the period in which they came first. */
export default function Retention({ filterSignal }: { filterSignal: number }) {
  const { site, view, today } = useSite();
  const { set } = useViewLinks();
  const days = daysOf(view, today);
  const by = COHORTS.find((one) => one === view.rest.by) ?? defaultCohorts(days ? countDays(days[0], days[1]) : 400);
  const [first] = parseSteps(view.rest.first);
  const [returning] = parseSteps(view.rest.returning);
  const asCount = view.rest.show === 'count';
  const { data, error, loading, retry } = useAnswer<RetentionAnswer>('/api/v2/retention', {
    ...baseOf(site.domain, view, today),
    cohort_by: by,
    ...(first ? { first } : {}),
    ...(returning ? { returning } : {}),
  });
  const counted = useAnswered(by, loading);
  const summary = [`By ${by}`, `first came by ${deedOf(view.rest.first)}`, `came back by ${deedOf(view.rest.returning)}`].join(' · ');
  const lasting = data?.meta.visitors_without_lasting_id ?? 0;
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <section className="card stack" aria-label="Retention">
        <div className="row">
          <Controls label="Retention" summary={summary}>
            <label>
              <span className="visually-hidden">Cohorts</span>
              <select className="select small" value={by} onChange={(event) => set({ by: event.target.value })}>
                {COHORTS.map((one) => (
                  <option key={one} value={one}>
                    By {one}
                  </option>
                ))}
              </select>
            </label>
            <Deed label="First came by" name="first" />
            <Deed label="came back by" name="returning" />
            <span className="spacer" />
            <span className="segmented" role="group" aria-label="Show as">
              <button type="button" className="button" aria-pressed={!asCount} onClick={() => set({ show: undefined })}>
                Per cent
              </button>
              <button type="button" className="button" aria-pressed={asCount} onClick={() => set({ show: 'count' })}>
                Visitors
              </button>
            </span>
          </Controls>
        </div>
        {error instanceof ApiError && error.status === 400 && /visitor_id/.test(error.message) ? (
          <Empty title="Visitors of this site have an id for a day only: nobody is known again on another day.">
            <p>Retention can be told once events carry a visitor_id, as those of signed-in people or of an app do.</p>
          </Empty>
        ) : error instanceof ApiError && error.status === 400 ? (
          <Empty title={error.message} />
        ) : error ? (
          <Failure error={error} onRetry={retry} />
        ) : !data ? (
          <SkeletonRows rows={10} />
        ) : data.results.every((cohort) => cohort.visitors === 0) ? (
          <Empty title="Nobody came for the first time in this period." />
        ) : (
          <div className={loading ? 'stack stale' : 'stack'} aria-busy={loading}>
            <RetentionCurve answer={data} by={counted} />
            <RetentionTable answer={data} by={counted} asCount={asCount} />
            <span className="row">
              <span className="spacer" />
              <button type="button" className="csv" aria-label="Retention as CSV" onClick={() => saveRows(`${site.domain}_retention`, days ?? [view.period], rowsOf(data))}>
                CSV
              </button>
            </span>
            <p className="meta">
              A row holds the visitors who came for the first time in the period shown; before it nothing is looked at. Hatched cells still grow or are cut by the range, and are not in the mean, which weighs cohorts by
              their visitors.
              {lasting > 0 && ` ${formatCount(lasting)} visitors without a lasting id are left out (${formatPercent((100 * lasting) / (lasting + sizeOf(data)))}).`}
            </p>
          </div>
        )}
      </section>
    </div>
  );
}

function rowsOf(answer: RetentionAnswer): (string | number | null)[][] {
  const head = ['cohort', 'visitors', 'period', 'returned', 'rate', 'complete'];
  return [head, ...answer.results.flatMap((cohort) => cohort.periods.map((cell, period) => [cohort.cohort, cohort.visitors, period, cell.visitors, cell.rate, String(cell.complete)]))];
}

function sizeOf(answer: RetentionAnswer): number {
  return answer.results.reduce((sum, cohort) => sum + cohort.visitors, 0);
}

function defaultCohorts(days: number): Cohorts {
  return days <= 14 ? 'day' : days <= 200 ? 'week' : 'month';
}

/** A deed in words. */
function deedOf(text: string | undefined): string {
  const [step] = parseSteps(text);
  return step ? valueOf(step) : ANY;
}

/** What a visitor must have done to count: any visit, or a step. */
function Deed({ label, name }: { label: string; name: 'first' | 'returning' }) {
  const { view } = useSite();
  const { set } = useViewLinks();
  const [step] = parseSteps(view.rest[name]);
  const [kind, setKind] = useState<StepKind | 'any'>(step ? kindOf(step) : 'any');
  const [value, setValue] = useState(step ? valueOf(step) : '');
  const apply = () => set({ [name]: kind === 'any' || !value.trim() ? undefined : formatSteps([stepOf(kind, value.trim())]) });
  return (
    <form
      className="row nowrap"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <span className="muted">{label}</span>
      {kind === 'any' ? (
        <button type="button" className="button" onClick={() => setKind('event')}>
          {ANY} <span aria-hidden="true">▾</span>
        </button>
      ) : (
        <>
          <StepField
            label={label}
            kind={kind}
            value={value}
            onChange={(newKind, newValue) => {
              setKind(newKind);
              setValue(newValue);
            }}
          />
          <button type="submit" className="button" disabled={!value.trim()}>
            Use
          </button>
          <button
            type="button"
            className="button icon"
            aria-label={`${label} ${ANY}`}
            onClick={() => {
              setKind('any');
              setValue('');
              set({ [name]: undefined });
            }}
          >
            ✕
          </button>
        </>
      )}
    </form>
  );
}
