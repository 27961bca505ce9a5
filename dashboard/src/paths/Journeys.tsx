import { useState } from 'react';
import type { Step } from '../api/definitions';
import { json } from '../api/client';
import { baseOf } from '../api/siteQueries';
import { useAnswer } from '../api/useApi';
import { Controls, useSheet } from '../controls/Sheet';
import { fileNamesOf } from '../dates/periods';
import { Chips } from '../filters/Chips';
import { useTyped } from '../ui/useTyped';
import { formatCount, formatPercent, nounOf, NO_VALUE } from '../format/numbers';
import { visible } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { CutText } from '../ui/CutText';
import { saveTable } from '../ui/saveCsv';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { Link } from '../url/Link';
import type { Candidate, JourneysAnswer, JourneyStep } from './answers';
import { rowsOfJourneys } from './journeyRows';
import { StepField } from './StepField';
import { canBeStep, formatSteps, kindOf, parseSteps, stepOf, valueOf, type StepKind } from './steps';
import './paths.css';

const MAX_DEPTH = 10;
const FEW = 10;
const MANY = 100;
const MAX_FUNNEL = 8;

/** Where visitors go from something, or where they come from, column by column. */
export default function Journeys({ filterSignal }: { filterSignal: number }) {
  const { site, view, today } = useSite();
  const { set, href } = useViewLinks();
  const { close: closeSheet } = useSheet();
  const { direction, group, find } = view.rest;
  const path = parseSteps(view.rest.path);
  const isBackward = direction === 'backward';
  const limit = view.rest.more === '1' ? MANY : FEW;
  const common = { ...baseOf(site.domain, view, today), ...(isBackward ? { direction } : {}), ...(group === 'directory' ? { group } : {}), limit };
  const search = find ? { search: find } : {};
  const starts = useAnswer<JourneysAnswer>('/api/v2/journeys', { ...common, ...(path.length === 0 ? search : {}), path: [] });
  const steps = useAnswer<JourneysAnswer>('/api/v2/journeys', path.length > 0 ? { ...common, ...search, path } : null);
  const save = () =>
    saveTable(`${site.domain}_journeys`, fileNamesOf(view, today), async () => {
      const ask = (question: object) => json<JourneysAnswer>('/api/v2/journeys', { method: 'POST', body: { ...common, limit: MANY, ...question } });
      const [first, followed] = await Promise.all([ask({ ...(path.length === 0 ? search : {}), path: [] }), path.length > 0 ? ask({ ...search, path }) : null]);
      return rowsOfJourneys([first.results[0]!, ...(followed?.results ?? [])], isBackward);
    });
  const error = starts.error ?? steps.error;
  const go = (next: readonly Step[]) => set({ path: next.length > 0 ? formatSteps(next) : undefined, find: undefined });
  // What was asked before must not stand under the steps of now.
  const followed = path.length > 0 && steps.data && !steps.loading ? steps.data.results : [];
  const columns = starts.data ? [starts.data.results[0]!, ...followed] : [];
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <section className="card stack" aria-label="Journeys">
        <div className="row journey-controls">
          <Controls label="Journeys" summary={`${isBackward ? 'Backward' : 'Forward'} · ${group === 'directory' ? 'by directory' : 'each page'}`}>
            <span className="segmented" role="group" aria-label="Direction">
              <button type="button" className="button" aria-pressed={!isBackward} onClick={() => set({ direction: undefined, path: undefined })}>
                Forward →
              </button>
              <button type="button" className="button" aria-pressed={isBackward} onClick={() => set({ direction: 'backward', path: undefined })}>
                ← Backward
              </button>
            </span>
            <label>
              <span className="visually-hidden">Group pages</span>
              <select className="select small" value={group ?? 'page'} onChange={(event) => set({ group: event.target.value === 'page' ? undefined : event.target.value, path: undefined })}>
                <option value="page">Each page</option>
                <option value="directory">By directory</option>
              </select>
            </label>
            <Begin
              isBackward={isBackward}
              onBegin={(step) => {
                closeSheet();
                go([step]);
              }}
            />
          </Controls>
          <span className="spacer" />
          <Find key={formatSteps(path)} />
          <button type="button" className="csv" aria-label="The journeys as CSV" disabled={!starts.data} onClick={() => void save()}>
            CSV
          </button>
        </div>
        {path.length > 0 && (
          <div className="row journey-path">
            <span dir="auto">
              {(isBackward ? [...path].reverse() : path).map(valueOf).join(' → ')} {steps.data && !steps.loading && <strong className="number">{formatRate(steps.data.meta.conversion_rate)}</strong>}
            </span>
            <span className="spacer" />
            <button type="button" className="button" onClick={() => go(path.slice(0, -1))}>
              One step back
            </button>
            {path.length >= 2 && path.length <= MAX_FUNNEL && (
              <Link className="button" href={href({ rest: { steps: formatSteps(isBackward ? [...path].reverse() : path) } }, 'funnels/new')}>
                As a funnel ▸
              </Link>
            )}
          </div>
        )}
        {error ? (
          <Failure error={error} onRetry={starts.error ? starts.retry : steps.retry} />
        ) : !starts.data ? (
          <SkeletonRows rows={FEW} />
        ) : columns[0]!.next.length === 0 && path.length === 0 ? (
          <Empty title={find ? `No page or event contains “${find}”.` : 'No visits in this period.'} />
        ) : (
          <div className="journey" role="group" aria-label="Steps, from left to right" aria-busy={steps.loading}>
            {columns.map((column, at) => (
              <Column key={at} column={column} at={at} isBackward={isBackward} isByDirectory={group === 'directory'} chosen={path[at]} isLast={at >= MAX_DEPTH} onChoose={(step) => go([...path.slice(0, at), step])} />
            ))}
            {path.length === 0 && (
              <div className="journey-hint">
                <Empty title={isBackward ? 'Choose a page or an event to see how people come to it.' : 'Choose a page or an event to see where people go from it.'} />
              </div>
            )}
            {path.length > 0 && steps.loading && (
              <div className="journey-column">
                <SkeletonRows rows={FEW} />
              </div>
            )}
          </div>
        )}
        {starts.data && !steps.loading && (
          <p className="meta">Steps lie in one visit. The same page several times in a row is one step, and a visitor counts once for each next step.</p>
        )}
      </section>
    </div>
  );
}

function formatRate(rate: number | null): string {
  return rate === null ? NO_VALUE : formatPercent(rate);
}

function stepOfCandidate(candidate: Candidate): Step {
  return stepOf(candidate.type === 'event' ? 'event' : 'page', candidate.label);
}

interface ColumnProps {
  readonly column: JourneyStep;
  readonly at: number;
  readonly isBackward: boolean;
  readonly isByDirectory: boolean;
  readonly chosen: Step | undefined;
  readonly isLast: boolean;
  readonly onChoose: (step: Step) => void;
}

function Column({ column, at, isBackward, isByDirectory, chosen, isLast, onChoose }: ColumnProps) {
  const { set } = useViewLinks();
  const isStart = column.step === null;
  const title = isStart ? (isBackward ? 'End with' : 'Begin with') : `${at} ${isBackward ? 'before' : 'after'}`;
  const most = Math.max(1, ...column.next.map((candidate) => candidate.visitors));
  const isOffered = (one: Candidate) => one.type === 'event' || canBeStep(one.label, isByDirectory);
  const isChosen = (one: Candidate) => chosen !== undefined && one.type === kindOf(chosen) && one.label === valueOf(chosen) && isOffered(one);
  const hasChosen = column.next.some(isChosen);
  const rest = column.total_next - column.next.length;
  return (
    <section className="journey-column" aria-label={isStart ? title : `${title} ${valueOf(column.step!)}`}>
      <h2 className="journey-title">
        {title} {!isStart && <span className="meta number">{formatCount(column.visitors)} {nounOf(column.visitors, 'visitor')}</span>}
      </h2>
      <ul>
        {chosen && !hasChosen && (
          <li>
            <button type="button" className="journey-item" aria-pressed="true" onClick={() => onChoose(chosen)}>
              <span className="journey-label" dir="auto">
                {valueOf(chosen)}
              </span>
            </button>
          </li>
        )}
        {column.next.map((candidate) => (
          <li key={`${candidate.type} ${candidate.label}`}>
            <Item
              candidate={candidate}
              most={most}
              isChosen={isChosen(candidate)}
              isLast={isLast}
              isOffered={isOffered(candidate)}
              onChoose={() => onChoose(stepOfCandidate(candidate))}
            />
          </li>
        ))}
        {!isStart && column.no_further_action.visitors > 0 && (
          <li className="journey-item journey-end">
            <span className="journey-label muted">{isBackward ? 'entered here' : 'left'}</span>
            <span className="number">{formatCount(column.no_further_action.visitors)}</span>
            <span className="number muted journey-share">{formatRate(column.no_further_action.percentage)}</span>
          </li>
        )}
        {!isStart && column.next.length === 0 && column.no_further_action.visitors === 0 && <li className="muted journey-end">Nobody took these steps.</li>}
      </ul>
      {rest > 0 && column.next.length < MANY && (
        <button type="button" className="button plain" onClick={() => set({ more: '1' })}>
          {formatCount(rest)} more
        </button>
      )}
    </section>
  );
}

/** Why a page with a star is no step. */
const NOT_OFFERED = 'In a step, * stands for any text, so that the numbers would be those of other pages, too.';

interface ItemProps {
  readonly candidate: Candidate;
  /** The visitors of the most frequent step beside it. */
  readonly most: number;
  readonly isChosen: boolean;
  readonly isLast: boolean;
  readonly isOffered: boolean;
  readonly onChoose: () => void;
}

/** A step that visitors took, which is chosen with a click, or the mere text of one that no question can name. */
function Item({ candidate: { type, label, visitors, percentage }, most, isChosen, isLast, isOffered, onChoose }: ItemProps) {
  const content = (
    <>
      <span className="bar" style={{ width: `${(visitors / most) * 100}%` }} />
      <span className="journey-label" dir="auto">
        {type === 'event' && <span className="muted">event </span>}
        <CutText text={label} isPath={type === 'page'} />
        {!isOffered && <span className="visually-hidden">{NOT_OFFERED}</span>}
      </span>
      <span className="number">{formatCount(visitors)}</span>
      <span className="number muted journey-share">{formatRate(percentage)}</span>
    </>
  );
  if (!isOffered) {
    return (
      <div className="journey-item journey-text" title={`${visible(label)}: ${NOT_OFFERED}`}>
        {content}
      </div>
    );
  }
  return (
    <button type="button" className="journey-item" aria-pressed={isChosen} disabled={isLast} title={visible(label)} onClick={onChoose}>
      {content}
    </button>
  );
}

/** Begins with anything, also with what is not among the most frequent. */
function Begin({ isBackward, onBegin }: { isBackward: boolean; onBegin: (step: Step) => void }) {
  const [kind, setKind] = useState<StepKind>('page');
  const [value, setValue] = useState('');
  return (
    <form
      className="row nowrap journey-begin"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) onBegin(stepOf(kind, value.trim()));
      }}
    >
      <StepField
        label={isBackward ? 'End' : 'Start'}
        kind={kind}
        value={value}
        onChange={(newKind, newValue) => {
          setKind(newKind);
          setValue(newValue);
        }}
      />
      <button type="submit" className="button" disabled={!value.trim()}>
        {isBackward ? 'End here' : 'Start here'}
      </button>
    </form>
  );
}

/** Narrows the next steps to those that contain a text. */
function Find() {
  const { view } = useSite();
  const { set } = useViewLinks();
  const [text, setText] = useState(view.rest.find ?? '');
  const typed = useTyped(text);
  if (typed !== (view.rest.find ?? '') && typed === text.trim()) queueMicrotask(() => set({ find: typed || undefined }, { replace: true }));
  return <input className="input" type="search" aria-label="Find a next step" placeholder="contains …" value={text} onChange={(event) => setText(event.target.value)} />;
}
