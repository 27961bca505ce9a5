import { lazy, memo, Suspense, useId, type MouseEvent } from 'react';
import './panels.css';
import { metricOf } from '../api/metrics';
import { usePropertyKeys } from '../api/properties';
import { useAnswered } from '../api/useAnswered';
import { prefetch, useQuery } from '../api/useApi';
import { comparedOf } from '../controls/compared';
import { fileNamesOf } from '../dates/periods';
import { deltaOf, formatCount, formatMetric, formatMetricShort, numberOf } from '../format/numbers';
import { splitPath, visible } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { DeltaText } from '../ui/DeltaText';
import { Failure, SkeletonRows } from '../ui/States';
import { Tabs } from '../ui/Tabs';
import { Link } from '../url/Link';
import { isGroup, toggleValue } from '../url/filters';
import { saveCsv } from '../ui/saveCsv';
import { usePeek } from '../ui/usePeek';
import { ImportsNote } from './ImportsNote';
import { besideVisitors, detailsQuery, hasRows, openReport, PANEL_ROWS, panelQuery } from './queries';
import { RowMenu, rowKeys } from './RowMenu';
import { NOT_IMPORTED } from './revenue';
import { revenueColumns, useRevenue } from './useRevenue';
import { nameIn, NO_PROPERTY, PROPERTIES, PROPERTY, reportOf, tabOf, valueName, type PanelEntry, type Report } from './reports';

const WorldMap = lazy(() => import('../map/WorldMap'));
const NoRows = lazy(() => import('./NoRows'));
const TabTools = lazy(() => import('./TabTools'));
const NoProperty = lazy(() => import('./NoProperty'));

/** One panel: its tabs, the most frequent values, and the way to all of them. */
export const BreakdownPanel = memo(function BreakdownPanel({ panel }: { panel: PanelEntry }) {
  const { site, view, today, limits } = useSite();
  const { href, go } = useViewLinks();
  const id = useId();
  const open = view.tabs[panel.id];
  const tab = tabOf(panel, open);
  const group = typeof tab === 'string' ? undefined : tab;
  const selected = typeof tab === 'string' ? tab : tab.id;
  const keys = usePropertyKeys(group === PROPERTIES ? site.domain : null);
  const choices = group === PROPERTIES ? (keys.data ?? []).map((key) => PROPERTY + key) : group?.reports;
  const report = openReport(panel, open, choices);
  const isUnknown = report === NO_PROPERTY;
  const query = panelQuery(site.domain, view, today, report, limits.hides);
  const peekDetails = usePeek(() => !isUnknown && prefetch(detailsQuery(site.domain, view, today, report, limits.hides)));
  const { data, error, loading, retry } = useQuery(isUnknown ? null : query);
  const shown = useAnswered(report, loading);
  const second = besideVisitors(shown, limits.hides);
  const tabs = panel.tabs.map((one) => (typeof one === 'string' ? { id: one, label: reportOf(one)!.label } : { id: one.id, label: one.label }));
  const openTab = (id: string) => go({ tabs: { ...view.tabs, [panel.id]: id } });
  const peek = (id: string) => {
    const next = openReport(panel, id);
    if (next !== NO_PROPERTY) prefetch(panelQuery(site.domain, view, today, next, limits.hides));
  };
  const isListed = data !== undefined && hasRows(shown, data, view.filters);
  const total = data?.meta.total_rows;
  const hasImports = data?.meta.imports_included ?? false;
  const revenue = useRevenue(shown, hasImports);
  const when = comparedOf(data, today)?.time;
  const isCompared = data?.results.some((row) => row.comparison) ?? false;
  return (
    <section className="card panel" aria-label={panel.label}>
      <div className="panel-head">
        <Tabs label={panel.label} tabs={tabs} selected={selected} panel={id} onSelect={openTab} onPeek={peek} />
        <select
          className="select panel-select"
          aria-label={panel.label}
          value={selected}
          onChange={(event) => openTab(event.target.value)}
        >
          {tabs.map(({ id: one, label }) => (
            <option key={one} value={one}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div className={`panel-body ${loading && data ? 'stale' : ''}`} id={id} role="tabpanel" aria-label={report.label} aria-busy={loading}>
        {group && choices && !isUnknown && (
          <Suspense fallback={<div className="tab-tools" />}>
            <TabTools panel={panel} group={group} choices={choices} report={report} />
          </Suspense>
        )}
        {isUnknown ? (
          keys.error ? (
            <Failure error={keys.error} onRetry={keys.retry} />
          ) : keys.data ? (
            <Suspense fallback={null}>
              <NoProperty onOpen={openTab} />
            </Suspense>
          ) : (
            <SkeletonRows rows={PANEL_ROWS} />
          )
        ) : error ? (
          <Failure error={error} onRetry={retry} />
        ) : !data ? (
          <SkeletonRows rows={PANEL_ROWS} />
        ) : !isListed ? (
          <Suspense fallback={null}>
            <NoRows report={shown} answer={data} />
          </Suspense>
        ) : shown.mapOf ? (
          <Suspense fallback={<SkeletonRows rows={PANEL_ROWS} />}>
            <WorldMap rows={data.results} />
          </Suspense>
        ) : (
          <table className={`bars ${isCompared ? 'compared' : ''}`}>
            <thead>
              <tr>
                <th scope="col">{shown.row}</th>
                <th scope="col" className="end">
                  {metricOf('visitors').label}
                </th>
                {isCompared && (
                  <th scope="col" className="end change">
                    Change
                  </th>
                )}
                <th scope="col" className="end share">
                  {columnOf(second)}
                </th>
                {revenue && (
                  <th scope="col" className="end revenue" title={hasImports ? NOT_IMPORTED : undefined}>
                    {metricOf('total_revenue').label}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {data.results.map((row) => {
                const value = row.dimensions[0] ?? '';
                const most = numberOf(data.results[0]?.metrics[0]) || 1;
                const amount = revenue?.get(value)?.[0];
                return (
                  <tr key={value} {...rowKeys}>
                    <td className="bars-value">
                      <span className="bar" style={{ width: `${Math.max(0.5, ((numberOf(row.metrics[0]) ?? 0) / most) * 100)}%` }} />
                      <ValueLink report={shown} value={value} />
                      <RowMenu report={shown} value={value} name={valueName(shown.dimension, value)} />
                    </td>
                    <td className="end number">{formatMetric('visitors', row.metrics[0])}</td>
                    {isCompared && <td className="end change">{row.comparison && <DeltaText delta={deltaOf('visitors', row.metrics[0], row.comparison.metrics[0], when)} />}</td>}
                    <td className="end number share">{formatMetric(second, row.metrics[1])}</td>
                    {revenue && <td className="end number revenue" title={formatMetric('total_revenue', amount)}>{formatMetricShort('total_revenue', amount)}</td>}
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
      <div className="panel-foot">
        {isListed && !isUnknown && (
          <Link href={href({}, `d/${report.mapOf ?? report.id}`)} {...peekDetails}>
            Details{total && total > data.results.length ? ` · ${formatCount(total)}` : ''} <span aria-hidden="true">▸</span>
            <span className="visually-hidden"> of {report.label}</span>
          </Link>
        )}
        <span className="spacer" />
        <ImportsNote meta={data?.meta} />
        {isListed && !isUnknown && (
          <button
            type="button"
            className="csv"
            aria-label={`Copy ${report.label} as a table`}
            onClick={async () => (await import('./copyPanel')).copyPanel(data, shown, second, columnOf(second), revenue)}
          >
            Copy
          </button>
        )}
        {isListed && !isUnknown && (
          <button type="button" className="csv" aria-label={`${report.label} as CSV`} onClick={() => void saveCsv(query, `${site.domain}_${report.id}`, fileNamesOf(view, today), revenueColumns(revenue))}>
            CSV
          </button>
        )}
      </div>
    </section>
  );
});

/** The heading of the numbers beside the visitors. */
function columnOf(metric: string): string {
  return metric === 'conversion_rate' ? 'Rate' : metricOf(metric).label;
}

interface ValueLinkProps {
  readonly report: Report;
  readonly value: string;
  readonly whole?: boolean;
  /** Whether what is filtered is shown on the same screen, set as it is, and not on the overview. */
  readonly stays?: boolean;
}

/** A value that filters by itself when it is clicked; with Alt it is excluded. */
export function ValueLink({ report, value, whole = false, stays = false }: ValueLinkProps) {
  const { view, section } = useSite();
  const { href, go } = useViewLinks();
  const to = stays ? section : '';
  const isOn = view.filters.some((filter) => !isGroup(filter) && filter.dimension === report.dimension && filter.operator === 'is' && filter.values.includes(value));
  const filtered = (operator: 'is' | 'is_not') => ({ filters: toggleValue(view.filters, report.dimension, value, operator), rest: stays ? view.rest : {} });
  const onClick = (event: MouseEvent) => {
    if (!event.altKey) return;
    event.preventDefault();
    go(filtered('is_not'), { to });
  };
  const name = nameIn(report, value);
  const [head, tail] = report.paths && !whole ? splitPath(name) : [name, ''];
  return (
    <Link className={`value ${isOn ? 'on' : ''} ${whole ? 'whole' : ''}`} href={href(filtered('is'), to)} title={name === visible(value) ? name : `${name} (${visible(value)})`} dir="auto" onClick={onClick}>
      <span className="value-head">{head}</span>
      {tail && <span className="value-tail">{tail}</span>}
    </Link>
  );
}
