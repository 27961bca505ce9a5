import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { flagOf, marksOf, type Mark } from '../annotations/annotations';
import { useFlags } from '../annotations/useFlags';
import { addDefinition, useDefinitions } from '../api/definitions';
import { inCurrency, metricOf } from '../api/metrics';
import { comparisonOf, courseQuery } from '../api/siteQueries';
import { useAnswered } from '../api/useAnswered';
import type { Loaded } from '../api/useApi';
import type { Answer } from '../api/types';
import { nameOf, type Average } from '../chart/average';
import { Chart, ChartSkeleton } from '../chart/LazyChart';
import { courseOf, highest, lastAverage, type Course } from '../chart/course';
import { cumulative, displayOf, nameOfValues, whyNoTotal } from '../chart/running';
import { summaryOf } from '../chart/summary';
import { IntervalNote } from '../chart/IntervalNote';
import { useBucket } from '../chart/useBucket';
import { useZoom } from '../chart/useZoom';
import { AverageMenu } from '../controls/AverageMenu';
import { Controls, useSheet } from '../controls/Sheet';
import { INTERVALS, validIntervals, type Interval } from '../dates/intervals';
import { fileNamesOf } from '../dates/periods';
import { describe } from '../filters/describe';
import { formatBucket, formatRange } from '../format/dates';
import { currencyOf, formatMean, formatMetric } from '../format/numbers';
import { ImportsNote } from '../panels/ImportsNote';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { keysAreOn } from '../screens/useKeys';
import { Item, Menu } from '../ui/Menu';
import { saveCsv, saveTable } from '../ui/saveCsv';
import { Failure } from '../ui/States';
import { useOverflow } from '../ui/useOverflow';
import { Link } from '../url/Link';
import type { Display } from '../url/view';
import { Readout } from './Readout';

const AnnotationForm = lazy(() => import('../annotations/AnnotationForm'));
const CourseTable = lazy(() => import('./CourseTable'));
const RunningNote = lazy(() => import('./RunningNote'));

const DISPLAYS: readonly { id: Display; label: string; name: string }[] = [
  { id: 'line', label: 'Line', name: 'Line chart' },
  { id: 'bar', label: 'Bars', name: 'Bar chart' },
  { id: 'cumulative', label: 'Σ', name: 'Running total' },
  { id: 'table', label: 'Table', name: 'Table of the same numbers' },
];

interface MainChartProps {
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly average: Average | 'off';
  readonly loaded: Loaded<Answer>;
  /** Whether the totals of the same period have imported ones, which the chart then may lack. */
  readonly hasImports: boolean;
  /** What stands over the chart. */
  readonly children?: ReactNode;
}

/** The course of the chosen metric with its moving average, as a chart or as a table. */
export function MainChart({ metrics, interval, average, loaded, hasImports, children }: MainChartProps) {
  const { site, view, today, now } = useSite();
  const { go } = useViewLinks();
  const { data, error, loading, retry } = loaded;

  const shown = useAnswered({ metrics, interval, average }, loading);
  const hasAverage = shown.average !== 'off';
  const display = displayOf(view.display, shown.metrics[0]!);
  const course = useMemo(() => {
    if (!data) return null;
    const made = courseOf(data, { metrics: shown.metrics, hasAverage, interval: shown.interval, zone: site.timezone, now });
    return display === 'cumulative' ? cumulative(made, shown.metrics) : made;
  }, [data, shown.metrics, hasAverage, shown.interval, site.timezone, now, display]);
  const notes = useDefinitions(site.domain, 'annotations');
  const automatic = useFlags(course, shown.interval, display === 'cumulative' ? undefined : shown.metrics[0]);
  const labels = course?.labels;
  const marks = useMemo(() => (labels ? marksOf(labels, [...(notes.data ?? []).map(flagOf), ...automatic], shown.interval) : []), [labels, notes.data, automatic, shown.interval]);

  const named = useMemo(() => shown.metrics.map((one, at) => inCurrency(one, data && currencyOf([data], at))), [shown.metrics, data]);
  const metric = named[0]!;
  const averageName = shown.average === 'off' || display === 'cumulative' ? null : nameOf(shown.average, shown.interval);
  const end = course ? lastAverage(course) : -1;
  const averageLabel = course?.average && averageName && end >= 0 ? `${averageName} ${formatMean(metric, course.average[end] ?? null)}` : null;
  // Rates have no orders of magnitude.
  const isLog = view.scale === 'log' && metricOf(metric).kind === 'count';
  // The controls answer a click at once, and the chart follows.
  const current = useMemo(
    () => course && { course, marks, metrics: named, interval: shown.interval, average: shown.average, averageName, averageLabel, display, lines: view.lines, isLog },
    [course, marks, named, shown.interval, shown.average, averageName, averageLabel, display, view.lines, isLog],
  );
  const drawn = useDeferredValue(current);
  const bucket = useBucket(drawn?.course.labels.length ?? 0, defaultIndex(drawn?.course ?? null), drawn?.interval ?? shown.interval);
  const { at } = bucket;
  const textAt = (bucket: number) => (drawn ? spoken(drawn.course, bucket, drawn.metrics, drawn.interval, today, drawn.averageName) : '');

  const { zoom, enter } = useZoom(drawn?.course.labels ?? [], drawn?.interval ?? shown.interval);
  const figure = useRef<HTMLElement>(null);
  const saveAs = async (format: 'png' | 'svg') => {
    const canvas = figure.current?.querySelector('canvas');
    if (!canvas || !drawn) return;
    const { saveChart, saveSvg } = await import('../chart/picture');
    const time = formatRange(view, today);
    const title = [site.domain, `${nameOfValues(drawn.course, drawn.metrics, 0, drawn.interval)} per ${drawn.interval}`, ...(time ? [time] : []), site.timezone, ...view.filters.map(describe)].join(' · ');
    const [name, range] = [`${site.domain}_${drawn.metrics.join('_')}`, fileNamesOf(view, today)];
    if (format === 'png') await saveChart(canvas, title, name, range);
    else saveSvg({ ...drawn, bars: drawn.display === 'bar', title }, name, range);
  };
  const save = () => {
    const [name, range] = [`${site.domain}_${metrics.join('_')}`, fileNamesOf(view, today)];
    // A file has what the chart shows; the API knows no running totals.
    if (drawn?.course.running) void saveTable(`${name}_running_total`, range, async () => (await import('./CourseTable')).rowsOfTotals(drawn.course, drawn.metrics, drawn.interval));
    else void saveCsv(courseQuery(site.domain, view, today, metrics, interval, average), name, range);
  };
  const noTotal = whyNoTotal(metrics[0]!);
  const isSummed = displayOf(view.display, metrics[0]!) === 'cumulative';
  const intervals = validIntervals(view, today);
  const { contributes } = useRights();
  const [noteSignal, setNoteSignal] = useState(0);
  const { open: openSheet } = useSheet();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'N' || event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return;
      if ((event.target as HTMLElement).closest?.('input, select, textarea, dialog, .layer')) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      openSheet();
      setNoteSignal((count) => count + 1);
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [openSheet]);

  return (
    <figure ref={figure}>
      <div className="chart-head">
        <Controls label="Chart" summary={summaryOf({ metrics, by: `per ${interval}`, more: isSummed ? ['running total'] : [], average: isSummed ? 'off' : average, interval })}>
          <label>
            <span className="visually-hidden">Interval</span>
            <select className="select small" value={interval} onChange={(event) => go({ interval: event.target.value as Interval })}>
              {INTERVALS.filter((candidate) => intervals.includes(candidate)).map((candidate) => (
                <option key={candidate} value={candidate}>
                  By {candidate}
                </option>
              ))}
            </select>
          </label>
          <AverageMenu
            average={average}
            interval={interval}
            onChoose={(chosen) => go({ average: chosen })}
            drawn={{ lines: view.lines, isCompared: comparisonOf(view, today) !== undefined, onChange: (lines) => go({ lines }) }}
          />
          <span className="segmented" role="group" aria-label="Show as">
            {DISPLAYS.map(({ id, label, name }) => (
              <button
                key={id}
                type="button"
                className="button"
                aria-pressed={displayOf(view.display, metrics[0]!) === id}
                aria-label={id === 'cumulative' && noTotal ? `${name}: none, ${noTotal}` : name}
                title={id === 'cumulative' && noTotal ? `No ${name.toLowerCase()}: ${noTotal}` : `${name} (B)`}
                aria-disabled={(id === 'cumulative' && noTotal !== undefined) || undefined}
                onClick={() => (id === 'cumulative' && noTotal ? undefined : go({ display: id }))}
              >
                {label}
              </button>
            ))}
          </span>
        </Controls>
        {view.display === 'cumulative' && noTotal && (
          <button type="button" className="badge scale" onClick={() => go({ display: 'line' })}>
            no running total: {noTotal} <span aria-hidden="true">✕</span>
          </button>
        )}
        {view.scale === 'log' && (
          <button type="button" className="badge scale" title="Shift+Y" onClick={() => go({ scale: undefined })}>
            {isLog ? 'logarithmic scale' : 'even scale: rates have no logarithm'} <span aria-hidden="true">✕</span>
          </button>
        )}
        <span className="spacer" />
        <Controls label="Numbers and notes">
          <Menu label={<>Save <span aria-hidden="true">▾</span></>} name="Save or copy the chart" className="plain" end>
            {(close) => (
              <>
                <Item onChoose={() => (close(), save())}>CSV, its numbers</Item>
                {drawn && <Item onChoose={() => (close(), void import('./CourseTable').then(({ copyCourse }) => copyCourse(drawn)))}>Copy its numbers as a table</Item>}
                {view.display !== 'table' && (
                  <>
                    <Item onChoose={() => (close(), void saveAs('png'))}>PNG, as it is drawn here</Item>
                    <Item onChoose={() => (close(), void saveAs('svg'))}>SVG, which stays sharp at any size</Item>
                  </>
                )}
              </>
            )}
          </Menu>
          {contributes && (
            <Menu label={<><span aria-hidden="true">⚑</span> <span className="wide-only">Note</span></>} name="Add a note to the chart" title="Add a note here (Shift+N)" className="plain" openSignal={noteSignal}>
              {(close) => (
                <Suspense>
                  <AnnotationForm key={at} at={atOf(drawn?.course.labels[at] ?? today)} onSave={(draft) => addDefinition(site.domain, 'annotations', draft)} onDone={close} />
                </Suspense>
              )}
            </Menu>
          )}
        </Controls>
        {hasImports && <ImportsNote meta={data?.meta} />}
        <IntervalNote interval={interval} />
      </div>
      <div className={`chart-stage ${loading && course ? 'stale' : ''}`} aria-busy={loading || drawn !== current}>
        <div className="chart-over">{children}</div>
        {error ? (
          <div className="chart">
            <Failure error={error} onRetry={retry} />
          </div>
        ) : !drawn ? (
          <>
            <ChartSkeleton />
            <div className="readout" />
          </>
        ) : drawn.display === 'table' ? (
          <Suspense fallback={<div className="course-table" aria-busy="true" />}>
            <CourseTable course={drawn.course} metrics={drawn.metrics} interval={drawn.interval} averageName={drawn.averageName} />
          </Suspense>
        ) : (
          <>
            <Chart
              course={drawn.course}
              metrics={drawn.metrics}
              interval={drawn.interval}
              bars={drawn.display === 'bar'}
              averageLabel={drawn.averageLabel}
              lines={drawn.lines}
              isLog={drawn.isLog}
              label={`${nameOfValues(drawn.course, drawn.metrics, 0, drawn.interval)} per ${drawn.interval}`}
              marks={drawn.marks}
              textAt={textAt}
              bucket={bucket}
              onZoom={zoom}
              onEnter={enter}
            />
            <Readout course={drawn.course} bucket={bucket} metrics={drawn.metrics} interval={drawn.interval} average={drawn.average} />
            {drawn.course.running && (
              <Suspense>
                <RunningNote metric={drawn.metrics[0]!} interval={drawn.interval} />
              </Suspense>
            )}
          </>
        )}
        <Notes marks={drawn?.marks ?? []} labels={drawn?.course.labels ?? []} interval={drawn?.interval ?? shown.interval} onShow={bucket.point} />
      </div>
      {course && <figcaption className="visually-hidden">{caption(course, named, shown.interval, today, averageName)}</figcaption>}
    </figure>
  );
}

/** The notes of the chart, as a list. Its place is kept without any, so that nothing moves when they come. */
function Notes({ marks, labels, interval, onShow }: { marks: readonly Mark[]; labels: readonly string[]; interval: Interval; onShow: (index: number) => void }) {
  const { today } = useSite();
  const list = useRef<HTMLUListElement>(null);
  const [isOpen, setOpen] = useState(false);
  const hasMore = useOverflow(list, marks);
  return (
    <div className="notes">
      {marks.length > 0 && (
        <ul aria-label="Notes" ref={list} className={isOpen ? 'open' : ''}>
          {marks.map(({ index, notes }) => (
            <li key={index}>
              <button type="button" className="note-mark" onClick={() => onShow(index)}>
                <span className="number">{formatBucket(labels[index]!, interval, today)}</span>
                {notes.map((note) => (
                  <span key={note.id}>
                    {' '}
                    <span aria-hidden="true">{note.glyph}</span> <strong dir="auto">{note.name}</strong>
                  </span>
                ))}
              </button>
              {notes.flatMap((note) => (note.href ? [<Link key={note.id} className="note-link" href={note.href}>report<span className="visually-hidden">: {note.name}</span></Link>] : []))}
            </li>
          ))}
        </ul>
      )}
      {(hasMore || isOpen) && (
        <button type="button" className="notes-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Fewer notes' : 'All notes'}
        </button>
      )}
    </div>
  );
}

/** A bucket's beginning as a note has it: a day, or a minute of hours and minutes. */
function atOf(label: string): string {
  return label.length > 10 ? `${label.slice(0, 10)}T${label.slice(11, 16)}` : label;
}

/** Where the readout stands before anything is pointed at: the last complete bucket. */
function defaultIndex(course: Course | null): number {
  if (!course) return 0;
  const last = course.present < 0 ? course.labels.length - 1 : course.present - 1;
  return Math.max(0, last);
}

function spoken(course: Course, index: number, metrics: readonly string[], interval: Interval, today: string, averageName: string | null): string {
  const metric = metrics[0]!;
  const value = course.raw[index];
  const parts = [formatBucket(course.labels[index] ?? '', interval, today)];
  parts.push(value === null || value === undefined ? 'no data' : `${formatMetric(metric, value)} ${nameOfValues(course, metrics, 0, interval).toLowerCase()}${index === course.present ? ' so far' : ''}`);
  const mean = course.average?.[index];
  if (averageName && mean !== null && mean !== undefined) parts.push(`${averageName} ${formatMean(metric, mean)}`);
  return parts.join(', ');
}

function caption(course: Course, metrics: readonly string[], interval: Interval, today: string, averageName: string | null): string {
  const metric = metrics[0]!;
  const top = highest(course);
  const end = lastAverage(course);
  const parts = [`${nameOfValues(course, metrics, 0, interval)} per ${interval}, ${formatBucket(course.labels[0] ?? '', interval, today)} to ${formatBucket(course.labels.at(-1) ?? '', interval, today)}`];
  if (top >= 0 && !course.running) parts.push(`highest ${formatMetric(metric, course.raw[top])} on ${formatBucket(course.labels[top]!, interval, today)}`);
  if (averageName && end >= 0) parts.push(`${averageName} ${formatMean(metric, course.average?.[end] ?? null)}`);
  return `${parts.join(', ')}.`;
}
