import { useEffect, useMemo, useRef, useState } from 'react';
import { breakdownQuery } from '../api/siteQueries';
import { metricOf } from '../api/metrics';
import { useQuery } from '../api/useApi';
import { useTyped } from '../filters/FilterEditor';
import { daysOf, periodOf } from '../dates/periods';
import { formatDays } from '../format/dates';
import { deltaOf, formatMetric, numberOf } from '../format/numbers';
import { dimensionOf, reportOf, valueName, type Report } from '../panels/reports';
import { ValueLink } from '../panels/BreakdownPanel';
import { ChosenRows } from '../panels/ChosenRows';
import { useRows } from '../panels/useRows';
import { useTrends } from '../panels/useTrends';
import { Sparkline } from '../chart/Sparkline';
import { Pager } from '../panels/Pager';
import { RowMenu, rowKeys, urlOf } from '../panels/RowMenu';
import { DeltaText } from '../ui/DeltaText';
import { Modal } from '../ui/Modal';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { useSite, useViewLinks } from './SiteContext';
import { useLater } from '../ui/useLater';
import { copyRows } from '../ui/copyText';
import { saveCsv } from '../ui/saveFile';

/** All values of one breakdown, in a dialog that has an address. */
export default function Details({ report: id }: { report: string }) {
  const report = reportOf(id);
  const { view } = useSite();
  const { go } = useViewLinks();
  const { find, order, p, rows, ...rest } = view.rest;
  const close = () => go({ rest: { ...rest, find: '', order: '', p: '', rows: '' } }, { to: '' });
  if (report) return <Report key={id} report={report} onClose={close} />;
  return (
    <Modal title="Not found" label="Not found" narrow onClose={close}>
      <Empty title={`There is no report “${id}”.`} />
    </Modal>
  );
}

function Report({ report, onClose }: { report: Report; onClose: () => void }) {
  const { site, view, today } = useSite();
  const { set } = useViewLinks();
  const metrics = report.metrics;
  const search = view.rest.find ?? '';
  const rows = useRows(metrics);
  const { order, sort } = rows;
  const [text, setText] = useState(search);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const lastChosen = useRef(-1);
  const typed = useTyped(text);
  // Typing changes the address in its place, so that Back leaves the list and does not spell the text backwards.
  useEffect(() => {
    if (typed !== search && typed === text.trim()) set({ find: typed || undefined, p: undefined }, { replace: true });
  });
  const options = { dimension: dimensionOf(report), metrics, search, order };
  const answer = useQuery(breakdownQuery(site.domain, view, today, { ...options, limit: rows.rows, offset: rows.page * rows.rows, compare: true }));
  const { error, retry } = answer;
  // The dialog opens at once, and its rows follow, also where they are known already.
  const data = useLater(answer.data);
  const loading = answer.loading || data !== answer.data;
  const values = useMemo(() => data?.results.map((row) => row.dimensions[0] ?? ''), [data]);
  const trends = useTrends(options.dimension, loading ? undefined : values);
  const total = data?.meta.total_rows ?? 0;
  const days = daysOf(view, today);
  const range = days ? formatDays(days[0], days[1], today) : (periodOf(view.period)?.label ?? '');
  // With Shift, all rows from the last one that was clicked change as this one does.
  const choose = (at: number, isChosen: boolean, isRange: boolean) => {
    const listed = data?.results ?? [];
    const from = isRange && lastChosen.current >= 0 ? lastChosen.current : at;
    const values = listed.slice(Math.min(from, at), Math.max(from, at) + 1).map((row) => row.dimensions[0] ?? '');
    lastChosen.current = at;
    setChosen((before) => [...before.filter((value) => !values.includes(value)), ...(isChosen ? values : [])]);
  };
  useEffect(() => {
    lastChosen.current = -1;
  }, [data]);
  const save = () => saveCsv(breakdownQuery(site.domain, view, today, { ...options, limit: rows.rows }), `${site.domain}_${report.id}`, days ?? [today]);
  const copy = () =>
    copyRows([
      [report.row, ...metrics.map((metric) => metricOf(metric).label)],
      ...(data?.results ?? []).map((row) => [valueName(report.dimension, row.dimensions[0] ?? ''), ...row.metrics.map(numberOf)]),
    ]);
  return (
    <Modal
      title={report.label}
      label={`${report.label}, ${range}`}
      onClose={onClose}
      foot={chosen.length > 0 && <ChosenRows report={report} values={chosen} onClear={() => setChosen([])} />}
      tools={
        <>
          <span className="meta">{range}</span>
          <input
            className="input"
            type="search"
            placeholder="contains …"
            aria-label={`Find in ${report.label}`}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <select className="select details-order" aria-label="Sort by" value={order[0]} onChange={(event) => sort(event.target.value)}>
            {metrics.map((metric) => (
              <option key={metric} value={metric}>
                {metricOf(metric).label}
              </option>
            ))}
          </select>
          <button type="button" className="button" aria-label="Copy the rows as a table" disabled={!data} onClick={copy}>
            Copy
          </button>
          <button type="button" className="button" onClick={save}>
            CSV
          </button>
        </>
      }
    >
      {error ? (
        <Failure error={error} onRetry={retry} />
      ) : !data ? (
        <div aria-busy="true">
          <SkeletonRows rows={12} height={36} />
        </div>
      ) : data.results.length === 0 && total === 0 ? (
        <Empty title={search ? `No value contains “${search}”.` : 'No data in this period.'} />
      ) : (
        <>
          <table className={`data details number ${loading ? 'stale' : ''}`} aria-busy={loading}>
            <thead>
              <tr>
                <th scope="col">{report.row}</th>
                {metrics.map((metric) => (
                  <th scope="col" className="end" key={metric} aria-sort={order[0] === metric ? (order[1] === 'asc' ? 'ascending' : 'descending') : 'none'}>
                    <button type="button" className="sort" onClick={() => sort(metric)}>
                      {metricOf(metric).label} <span aria-hidden="true">{order[0] === metric ? (order[1] === 'asc' ? '▲' : '▼') : ''}</span>
                    </button>
                  </th>
                ))}
                <th scope="col" className="details-trend" title="Visitors over the period; the lines of all rows share one scale">
                  Trend, one scale
                </th>
              </tr>
            </thead>
            <tbody>
              {data.results.map((row, rowAt) => {
                const value = row.dimensions[0] ?? '';
                const url = urlOf(report, site.domain, value);
                return (
                  <tr key={value} {...rowKeys}>
                    <td className="details-value">
                      <span className="details-line">
                        <label className="choose">
                          <input
                            type="checkbox"
                            aria-label={`Choose ${valueName(report.dimension, value)}`}
                            checked={chosen.includes(value)}
                            onChange={(event) => choose(rowAt, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)}
                          />
                        </label>
                        <ValueLink report={report} value={value} whole />
                        {url && (
                          <a className="open" href={url} target="_blank" rel="noreferrer noopener" aria-label={`Open ${value}`}>
                            ↗
                          </a>
                        )}
                        <RowMenu report={report} value={value} name={valueName(report.dimension, value)} />
                      </span>
                    </td>
                    {metrics.map((metric, at) => (
                      <td className={`end ${metric === order[0] ? 'first' : ''}`} key={metric} data-label={metricOf(metric).label}>
                        {formatMetric(metric, row.metrics[at])} {at === 0 && row.comparison && <DeltaText delta={deltaOf(metric, row.metrics[at], row.comparison.metrics[at])} />}
                      </td>
                    ))}
                    <td className="details-trend">{trends && <Sparkline values={trends.of(value)} max={trends.top} present={trends.present} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <Pager rows={rows} total={total} />
        </>
      )}
    </Modal>
  );
}
