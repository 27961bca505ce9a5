import { useMemo } from 'react';
import { METRICS, metricOf } from '../api/metrics';
import { breakdownQuery, courseQuery, splitQuery } from '../api/siteQueries';
import type { Answer, Query } from '../api/types';
import { useAnswered } from '../api/useAnswered';
import { useQueries, useQuery } from '../api/useApi';
import type { Average } from '../chart/average';
import { IntervalNote } from '../chart/IntervalNote';
import { summaryOf } from '../chart/summary';
import { AverageMenu } from '../controls/AverageMenu';
import { ComparedNote } from '../controls/ComparedNote';
import { Controls } from '../controls/Sheet';
import { INTERVALS, nearestInterval, validIntervals, type Interval } from '../dates/intervals';
import { fileNamesOf } from '../dates/periods';
import { Chips } from '../filters/Chips';
import { useSegmentDimensions } from '../filters/useSegmentDimensions';
import { averageOf } from '../overview/queries';
import { ImportsNote } from '../panels/ImportsNote';
import { dimensionName, reportOfDimension } from '../panels/reports';
import { useDimensions } from '../panels/useDimensions';
import { useRows, type Rows } from '../panels/useRows';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Menu } from '../ui/Menu';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { saveCsv, saveTable } from '../ui/saveCsv';
import { apiDimension, dimensionsIn } from '../url/filters';
import { refusalOf, type Asking } from './askable';
import { Asked } from './Asked';
import { ExploreLines } from './ExploreLines';
import { ExploreRatio } from './ExploreRatio';
import { ExploreTable } from './ExploreTable';
import { ExploreTime } from './ExploreTime';
import { ratioColumns, ratioQuery } from './ratio';
import { RevenueNote } from './RevenueNote';
import { SavedViews } from './SavedViews';
import { rowsOfLines } from './series';
import './explore.css';

const TOPS = [3, 5, 8] as const;
const DEFAULT_TOP = 5;

/** What another list begins with: its first page, in its own order. */
const FIRST_PAGE = { p: '', order: '' };

/** Any metric by time or by a dimension, split and filtered, as a chart and as a table; and a second one below it in the same time. */
export default function Explore({ filterSignal }: { filterSignal: number }) {
  const { view } = useSite();
  const { set } = useViewLinks();
  const hasSecond = view.rest.metric2 !== undefined;
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <ExploreChart place="" />
      {hasSecond ? (
        <ExploreChart place="2" />
      ) : (
        <Controls label="Second chart">
          <span className="row">
            <button type="button" className="button" onClick={() => set({ metric2: 'visits' })}>
              Add a second chart
            </button>
          </span>
        </Controls>
      )}
    </div>
  );
}

/** One chart of the screen. What it shows is in the address; of the second one with a 2 behind each name. */
function ExploreChart({ place }: { place: '' | '2' }) {
  const { site, view, today, limits } = useSite();
  const { go, set } = useViewLinks();
  const isFirst = place === '';
  const own = (name: string) => view.rest[`${name}${place}`];
  const change = (values: Readonly<Record<string, string | undefined>>) => set(Object.fromEntries(Object.entries(values).map(([name, value]) => [`${name}${place}`, value])));
  const wanted = isFirst ? view.metrics : [own('metric') ?? '', own('and') ?? ''];
  const known = (id: string | undefined) => METRICS.some((one) => one.id === id) && !limits.hides.includes(id!);
  const metric = known(wanted[0]) ? wanted[0]! : 'visitors';
  const by = own('by') && reportOfDimension(own('by')!) ? own('by') : undefined;
  const split = own('split') && reportOfDimension(own('split')!) && own('split') !== by ? own('split') : undefined;
  const segment = useSegmentDimensions();
  const filters = [...dimensionsIn(view.filters), ...segment.dimensions];
  const refusal = refusalOf(metric, { by, split, filters });
  const beside = !by && !split && known(wanted[1]) && wanted[1] !== metric && !refusalOf(wanted[1]!, { by, split, filters }) ? wanted[1] : undefined;
  const asks = segment.isReady && !refusal;
  const isRatio = beside !== undefined && own('as') === 'ratio';
  const top = TOPS.find((one) => String(one) === own('top')) ?? DEFAULT_TOP;
  const interval = nearestInterval(view.interval, view, today);
  const average = averageOf(site.domain, view, interval, today);
  // A list's columns beside its values.
  const columns = useMemo(() => [metric, metric === 'visitors' ? 'percentage' : 'visitors'], [metric]);
  const listed = useMemo(() => (by ? [by, ...(split ? [split] : [])] : []), [by, split]);
  const rows = useRows(columns, place);
  const choose = (first: string, second: string | undefined) => {
    if (!isFirst) change({ metric: first, and: second, ...FIRST_PAGE });
    else go({ metrics: second ? [first, second] : first === 'visitors' ? [] : [first], rest: { ...view.rest, ...FIRST_PAGE } });
  };

  // The lines of a split are its most frequent values, which one question finds and the next one follows.
  const splitDimension = split ? apiDimension(split) : undefined;
  const names = useQuery(asks && !by && splitDimension ? breakdownQuery(site.domain, view, today, { dimension: splitDimension, metrics: ['visitors'], limit: top }) : null);
  const values = names.loading ? undefined : names.data?.results.map((row) => row.dimensions[0] ?? '');
  const course = courseQuery(site.domain, view, today, beside ? [metric, beside] : [metric], interval, average);
  const single = by ? tableQuery() : isRatio ? ratioQuery(course, beside, average) : course;
  const lines = asks && !by && splitDimension ? values?.map((value) => ({ ...course, filters: [...(course.filters ?? []), ['is', splitDimension, [value]]] })) : undefined;
  const shown = useQuery(asks && (by || !split) ? single : null);
  const drawn = useQueries(lines ?? null);
  const query = lines && splitDimension ? splitQuery(course, metric, interval, splitDimension) : single;

  function tableQuery(): Query {
    const base = breakdownQuery(site.domain, view, today, { dimension: apiDimension(by!), metrics: columns, limit: rows.rows, offset: rows.page * rows.rows, order: rows.order, compare: !split });
    return splitDimension ? { ...base, dimensions: [apiDimension(by!), splitDimension] } : base;
  }

  const loaded = by || !split ? shown : drawn;
  const error = names.error ?? loaded.error;
  const isLoading = loaded.loading || names.loading;
  const courseOf: CourseOf = { metric, interval, average };
  const current: DrawingProps | undefined = by
    ? shown.data && { kind: 'table', answer: shown.data, listed, columns, rows }
    : split
      ? values && drawn.data && { kind: 'lines', answers: drawn.data, names: values, split, course: courseOf }
      : shown.data && (isRatio ? { kind: 'ratio', answer: shown.data, metrics: [metric, beside], course: courseOf } : { kind: 'time', answer: shown.data, beside, course: courseOf });
  const before = useAnswered(current, isLoading);
  const drawing = before?.kind === 'table' && by ? { ...before, rows } : before;
  const name = by ? `${site.domain}_${by}` : `${site.domain}_${metric}`;
  const save = () => {
    const range = fileNamesOf(view, today);
    if (lines && values && drawn.data && !drawn.loading && splitDimension) void saveTable(name, range, rowsOfLines(course, splitDimension, values, drawn.data));
    else if (!lines) void saveCsv(single, name, range, isRatio && !by ? ratioColumns(average) : undefined);
  };
  const offered = METRICS.filter(({ id }) => known(id));
  /** What is said beside a dimension, or a chart by time, that can't be chosen with this metric. */
  const against = (change: Partial<Asking>) => refusalOf(metric, { by, split, filters, ...change }) && `not with ${metricOf(metric).label.toLowerCase()}`;
  const summary = summaryOf({
    metrics: beside ? [metric, beside] : [metric],
    joint: isRatio ? '÷' : 'and',
    by: `by ${by ? dimensionName(by).toLowerCase() : interval}`,
    more: split ? [`split by ${dimensionName(split).toLowerCase()}`] : [],
    average: by ? 'off' : average,
    interval,
  });
  return (
    <section className="card stack" aria-label={isFirst ? 'Chart' : 'Second chart'}>
      <div className="row explore-controls">
        <Controls label={isFirst ? 'Chart' : 'Second chart'} summary={summary}>
          <label className="row">
            <span className="muted">Show</span>
            <select className="select small" aria-label="Metric" value={metric} onChange={(event) => choose(event.target.value, beside)}>
              {offered.map(({ id, label }) => (
                <Choice key={id} value={id} label={id === 'group_conversion_rate' ? `${label} within the group` : label} refusal={id === metric ? undefined : refusalOf(id, { by, split, filters })} />
              ))}
            </select>
          </label>
          {!by && !split && (
            <label className="row">
              <span className="muted">and</span>
              <select className="select small" aria-label="Second metric" value={beside ?? ''} onChange={(event) => choose(metric, event.target.value || undefined)}>
                <option value="">nothing</option>
                {offered
                  .filter(({ id }) => id !== metric)
                  .map(({ id, label }) => (
                    <Choice key={id} value={id} label={label} refusal={refusalOf(id, { by, split, filters })} />
                  ))}
              </select>
            </label>
          )}
          {beside && (
            <select className="select small" aria-label="Both metrics as" value={isRatio ? 'ratio' : ''} onChange={(event) => change({ as: event.target.value || undefined })}>
              <option value="">beside each other</option>
              <option value="ratio">the first ÷ the second</option>
            </select>
          )}
          <label className="row">
            <span className="muted">by</span>
            <select
              className="select small"
              aria-label="By"
              value={by ?? interval}
              onChange={(event) => (INTERVALS.includes(event.target.value as Interval) ? go({ interval: event.target.value as Interval, rest: { ...view.rest, [`by${place}`]: '' } }) : change({ by: event.target.value, ...FIRST_PAGE }))}
            >
              {INTERVALS.filter((one) => validIntervals(view, today).includes(one)).map((one) => (
                <Choice key={one} value={one} label={one} refusal={by && against({ by: undefined })} />
              ))}
              <Dimensions inUse={by} against={(dimension) => (dimension === by ? undefined : against({ by: dimension, split: split === dimension ? undefined : split }))} />
            </select>
          </label>
          <label className="row">
            <span className="muted">split by</span>
            <select className="select small" aria-label="Split by" value={split ?? ''} onChange={(event) => change({ split: event.target.value, ...FIRST_PAGE })}>
              <Choice value="" label="nothing" refusal={split && against({ split: undefined })} />
              <Dimensions inUse={split} without={by} against={(dimension) => (dimension === split ? undefined : against({ split: dimension }))} />
            </select>
          </label>
          {split && !by && (
            <label className="row">
              <span className="muted">top</span>
              <select className="select small" aria-label="How many lines" value={top} onChange={(event) => change({ top: event.target.value === String(DEFAULT_TOP) ? undefined : event.target.value })}>
                {TOPS.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          )}
          {!by && <AverageMenu average={average} interval={interval} onChoose={(chosen) => go({ average: chosen })} />}
          <span className="spacer" />
          <span className="row">
            {isFirst ? (
              <SavedViews />
            ) : (
              <button type="button" className="button" onClick={() => change({ metric: undefined, and: undefined, as: undefined, by: undefined, split: undefined, top: undefined, rows: undefined, ...FIRST_PAGE })}>
                Remove
              </button>
            )}
            <button type="button" className="button" disabled={refusal !== undefined || (splitDimension !== undefined && !by && (!drawn.data || drawn.loading))} onClick={save}>
              CSV
            </button>
            {!refusal && (
              <Menu label={<span aria-hidden="true">{'{}'}</span>} name="The API’s question" title="How to ask the API for this" className="icon" end>
                {() => <Asked query={query} />}
              </Menu>
            )}
          </span>
        </Controls>
      </div>
      <ImportsNote meta={by || !split ? shown.data?.meta : drawn.data?.[0]?.meta} />
      {!by && <IntervalNote interval={interval} />}
      {isFirst && !refusal && <ComparedNote answer={by || !split ? shown.data : drawn.data?.[0]} isLine />}
      <RevenueNote answers={(by || !split ? shown.data && [shown.data] : drawn.data) ?? []} metrics={by ? columns : beside ? [metric, beside] : [metric]} />
      {refusal ? (
        <Empty title={`${metricOf(metric).label}: ${refusal}. Choose another metric, or change what it is shown by, split by or filtered by.`} />
      ) : error ? (
        <Failure error={error} onRetry={names.error ? names.retry : loaded.retry} />
      ) : !drawing ? (
        <SkeletonRows rows={12} />
      ) : (
        <div className={isLoading ? 'stack stale' : 'stack'} aria-busy={isLoading}>
          <Drawing {...drawing} />
        </div>
      )}
    </section>
  );
}

/** What a chart shows: its answers, and what was asked for them. */
type DrawingProps =
  | { readonly kind: 'table'; readonly answer: Answer; readonly listed: readonly string[]; readonly columns: readonly string[]; readonly rows: Rows }
  | { readonly kind: 'lines'; readonly answers: readonly Answer[]; readonly names: readonly string[]; readonly split: string; readonly course: CourseOf }
  | { readonly kind: 'ratio'; readonly answer: Answer; readonly metrics: readonly [string, string]; readonly course: CourseOf }
  | { readonly kind: 'time'; readonly answer: Answer; readonly beside: string | undefined; readonly course: CourseOf };

interface CourseOf {
  readonly metric: string;
  readonly interval: Interval;
  readonly average: Average | 'off';
}

function Drawing(drawing: DrawingProps) {
  switch (drawing.kind) {
    case 'table':
      return <ExploreTable answer={drawing.answer} columns={drawing.listed} metrics={drawing.columns} rows={drawing.rows} />;
    case 'lines':
      return <ExploreLines answers={drawing.answers} names={drawing.names} split={drawing.split} {...drawing.course} />;
    case 'ratio':
      return <ExploreRatio answer={drawing.answer} metrics={drawing.metrics} interval={drawing.course.interval} average={drawing.course.average} />;
    case 'time':
      return <ExploreTime answer={drawing.answer} beside={drawing.beside} {...drawing.course} />;
  }
}

function Dimensions({ inUse, without, against }: { inUse: string | undefined; without?: string | undefined; against: (dimension: string) => string | undefined }) {
  const { reports, properties } = useDimensions(inUse);
  return (
    <>
      {[...reports.map((dimension) => [dimension, dimensionName(dimension).toLowerCase()] as const), ...properties.map((dimension) => [dimension, `property ${dimensionName(dimension)}`] as const)]
        .filter(([dimension]) => dimension !== without)
        .map(([dimension, label]) => (
          <Choice key={dimension} value={dimension} label={label} refusal={against(dimension)} />
        ))}
    </>
  );
}

/** A choice, which can't be made where there is a refusal, and says so. */
function Choice({ value, label, refusal }: { value: string; label: string; refusal: string | undefined }) {
  return (
    <option value={value} disabled={refusal !== undefined}>
      {refusal ? `${label} (${refusal})` : label}
    </option>
  );
}
