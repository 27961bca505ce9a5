import { deleteDefinition, saveDefinition, useDefinitions } from '../api/definitions';
import { METRICS } from '../api/metrics';
import { breakdownQuery, courseQuery } from '../api/siteQueries';
import type { Query } from '../api/types';
import { useQueries, useQuery } from '../api/useApi';
import { AverageMenu } from '../controls/AverageMenu';
import { SaveAsForm } from '../controls/SaveAsForm';
import { INTERVALS, nearestInterval, validIntervals, type Interval } from '../dates/intervals';
import { daysOf } from '../dates/periods';
import { Chips } from '../filters/Chips';
import { averageOf } from '../overview/queries';
import { dimensionName, REPORTS, reportOfDimension } from '../panels/reports';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { Item, Menu } from '../ui/Menu';
import { Failure, SkeletonRows } from '../ui/States';
import { announce, toast } from '../ui/Toasts';
import { saveCsv } from '../ui/saveFile';
import { navigate } from '../url/location';
import { apiDimension } from '../url/filters';
import { formatView } from '../url/view';
import { ExploreLines } from './ExploreLines';
import { ExploreTable } from './ExploreTable';
import { ExploreTime } from './ExploreTime';
import './explore.css';

const ROWS = 100;
const TOPS = [3, 5, 8] as const;
const DEFAULT_TOP = 5;
/** Metrics that only make sense beside a dimension. */
const OF_DIMENSIONS = new Set(['percentage', 'exit_rate', 'group_conversion_rate']);

/** Any metric by time or by a dimension, split and filtered, as a chart and as a table. */
export default function Explore({ filterSignal }: { filterSignal: number }) {
  const { site, view, today } = useSite();
  const { go, set } = useViewLinks();
  const metric = METRICS.some(({ id }) => id === view.metrics[0]) ? view.metrics[0]! : 'visitors';
  const by = view.rest.by && reportOfDimension(view.rest.by) ? view.rest.by : undefined;
  const split = view.rest.split && reportOfDimension(view.rest.split) && view.rest.split !== by ? view.rest.split : undefined;
  const top = TOPS.find((one) => String(one) === view.rest.top) ?? DEFAULT_TOP;
  const interval = nearestInterval(view.interval, view, today);
  const days = daysOf(view, today);
  const average = averageOf(site.domain, view, interval, today);

  // The lines of a split are its most frequent values, which one question finds and the next one follows.
  const splitDimension = split ? apiDimension(split) : undefined;
  const names = useQuery(!by && splitDimension ? breakdownQuery(site.domain, view, today, { dimension: splitDimension, metrics: ['visitors'], limit: top }) : null);
  // Countries are filtered by their letters, which those that are not known have not.
  const values = names.loading ? undefined : names.data?.results.map((row) => row.dimensions[0] ?? '').filter((value) => split !== 'country' || value.length === 2);
  const course = courseQuery(site.domain, view, today, [metric], interval, average);
  const single = by ? tableQuery() : course;
  const lines = !by && splitDimension ? values?.map((value) => ({ ...course, include: { time_labels: true }, filters: [...(course.filters ?? []), ['is', splitDimension, [value]]] })) : undefined;
  const shown = useQuery(by || !split ? single : null);
  const drawn = useQueries(lines ?? null);
  const query = lines && splitDimension ? { ...course, metrics: [metric], dimensions: [`time:${interval}`, splitDimension], include: {} } : single;

  function tableQuery(): Query {
    const base = breakdownQuery(site.domain, view, today, { dimension: apiDimension(by!), metrics: [metric, ...(metric === 'visitors' ? ['percentage'] : ['visitors'])], limit: ROWS, compare: !split });
    return splitDimension ? { ...base, dimensions: [apiDimension(by!), splitDimension] } : base;
  }

  const loaded = by || !split ? shown : drawn;
  const error = names.error ?? loaded.error;
  const name = by ? `${site.domain}_${by}` : `${site.domain}_${metric}`;
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <section className="card stack" aria-label="Chart">
        <div className="row">
          <label className="row">
            <span className="muted">Show</span>
            <select className="select small" aria-label="Metric" value={metric} onChange={(event) => go({ metrics: event.target.value === 'visitors' ? [] : [event.target.value] })}>
              {METRICS.filter(({ id }) => by || !OF_DIMENSIONS.has(id)).map(({ id, label }) => (
                <option key={id} value={id}>
                  {id === 'group_conversion_rate' ? `${label} within the group` : label}
                </option>
              ))}
            </select>
          </label>
          <label className="row">
            <span className="muted">by</span>
            <select
              className="select small"
              aria-label="By"
              value={by ?? interval}
              onChange={(event) => (INTERVALS.includes(event.target.value as Interval) ? go({ interval: event.target.value as Interval, rest: { ...view.rest, by: '' } }) : set({ by: event.target.value }))}
            >
              {INTERVALS.filter((one) => validIntervals(view, today).includes(one)).map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
              <Dimensions />
            </select>
          </label>
          <label className="row">
            <span className="muted">split by</span>
            <select className="select small" aria-label="Split by" value={split ?? ''} onChange={(event) => set({ split: event.target.value })}>
              <option value="">nothing</option>
              <Dimensions without={by} />
            </select>
          </label>
          {split && !by && (
            <label className="row">
              <span className="muted">top</span>
              <select className="select small" aria-label="How many lines" value={top} onChange={(event) => set({ top: event.target.value === String(DEFAULT_TOP) ? undefined : event.target.value })}>
                {TOPS.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          )}
          {!by && <AverageMenu average={average} interval={interval} onChoose={(chosen) => go({ average: chosen })} />}
          <span className="spacer" />
          <SavedViews />
          <button type="button" className="button" onClick={() => void saveCsv(query, name, days ?? [today])}>
            CSV
          </button>
          <Menu label={<span aria-hidden="true">{'{}'}</span>} name="The API’s question" title="How to ask the API for this" className="icon" end>
            {() => <Asked query={query} />}
          </Menu>
        </div>
        {error ? (
          <Failure error={error} onRetry={names.error ? names.retry : loaded.retry} />
        ) : !loaded.data || (split && !by && !values) ? (
          <SkeletonRows rows={12} />
        ) : (
          <div className={loaded.loading ? 'stack stale' : 'stack'} aria-busy={loaded.loading}>
            {by ? (
              <ExploreTable answer={shown.data!} columns={split ? [by, split] : [by]} metrics={[metric, metric === 'visitors' ? 'percentage' : 'visitors']} />
            ) : split ? (
              <ExploreLines answers={drawn.data!} names={values!} metric={metric} interval={interval} average={average} split={split} />
            ) : (
              <ExploreTime answer={shown.data!} metric={metric} interval={interval} average={average} />
            )}
          </div>
        )}
      </section>
    </div>
  );
}

function Dimensions({ without }: { without?: string | undefined }) {
  return (
    <>
      {REPORTS.filter((report) => report.dimension !== without).map((report) => (
        <option key={report.id} value={report.dimension}>
          {dimensionName(report.dimension).toLowerCase()}
        </option>
      ))}
    </>
  );
}

/** The question as the API takes it: the page is the API's tutor. */
function Asked({ query }: { query: Query }) {
  const body = JSON.stringify(query);
  const command = `curl ${window.location.origin}/api/v2/query -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`;
  return (
    <div className="stack tight explore-asked">
      <p className="meta">POST /api/v2/query</p>
      <pre tabIndex={0}>{JSON.stringify(query, null, 2)}</pre>
      <Copyable label="Command" text={command} />
    </div>
  );
}

/** Charts that were saved under a name. */
function SavedViews() {
  const { site, view, root } = useSite();
  const { contributes, manages } = useRights();
  const { data } = useDefinitions(site.domain, 'views');
  const saved = data?.filter((one) => one.content.screen === 'explore' && typeof one.content.search === 'string') ?? [];
  const search = formatView(view);
  const current = saved.find((one) => one.content.search === search);
  if (!contributes && saved.length === 0) return null;
  const save = async (name: string, personal: boolean) => {
    await saveDefinition(site.domain, 'views', { name, personal, content: { screen: 'explore', search } });
    toast('The chart is saved.');
  };
  return (
    <Menu label={<>{current?.name ?? 'Saved charts'} <span aria-hidden="true">▾</span></>} name="Saved charts" end>
      {(close) => (
        <>
          {saved.map((one) => (
            <Item
              key={one.id}
              checked={one === current}
              onChoose={() => {
                close();
                navigate(`${root}/explore${one.content.search}`);
              }}
            >
              {one.name}
            </Item>
          ))}
          {contributes && current && (manages || current.personal) && (
            <Item
              onChoose={() => {
                close();
                void announce(
                  () => deleteDefinition(site.domain, 'views', current.id),
                  `“${current.name}” is deleted.`,
                  () => saveDefinition(site.domain, 'views', current),
                );
              }}
            >
              Delete “{current.name}”
            </Item>
          )}
          {contributes && !current && (
            <SaveAsForm label="Save this chart" onSave={(name, personal) => save(name, personal).then(close)} />
          )}
        </>
      )}
    </Menu>
  );
}
