import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { breakdownQuery } from '../api/siteQueries';
import { metricOf, REVENUE } from '../api/metrics';
import { useQuery } from '../api/useApi';
import { comparedOf } from '../controls/compared';
import { useTyped } from '../ui/useTyped';
import { fileNamesOf } from '../dates/periods';
import { searchFilters } from '../format/codes';
import { formatRange, nameOfRange } from '../format/dates';
import { numberOf } from '../format/numbers';
import { hasRows, shownReport } from '../panels/queries';
import NoRows from '../panels/NoRows';
import { dimensionOf, reportOf, valueName, type Report } from '../panels/reports';
import { ImportsNote } from '../panels/ImportsNote';
import { ChosenRows } from '../panels/ChosenRows';
import { DetailsRow } from '../panels/DetailsRow';
import { RowsBody } from '../panels/RowsBody';
import { SortHeads } from '../panels/SortHeads';
import { useInSteps } from '../panels/useInSteps';
import { usePageStart } from '../panels/usePageStart';
import { useRows } from '../panels/useRows';
import { useTrends } from '../panels/useTrends';
import { amountCells, NOT_IMPORTED } from '../panels/revenue';
import { revenueColumns, useRevenue } from '../panels/useRevenue';
import { Pager } from '../panels/Pager';
import { Modal } from '../ui/Modal';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { useSite, useViewLinks } from './SiteContext';
import { useLater } from '../ui/useLater';
import { copyRows } from '../ui/copyRows';
import { saveCsv } from '../ui/saveCsv';

const NO_REVENUE = [null, null];

/** All values of one breakdown, in a dialog that has an address. */
export default function Details({ report: id }: { report: string }) {
  const { view, limits } = useSite();
  const report = useMemo(() => {
    const found = reportOf(id);
    return found && shownReport(found, limits.hides);
  }, [id, limits]);
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
  const sorted = useDeferredValue(order[0]);
  const [text, setText] = useState(search);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const lastChosen = useRef(-1);
  const typed = useTyped(text);
  // Typing changes the address in its place, so that Back leaves the list and does not spell the text backwards.
  useEffect(() => {
    if (typed !== search && typed === text.trim()) set({ find: typed || undefined, p: undefined }, { replace: true });
  });
  const options = { dimension: dimensionOf(report), metrics, search: searchFilters(report.dimension, search), order };
  const answer = useQuery(breakdownQuery(site.domain, view, today, { ...options, limit: rows.rows, offset: rows.page * rows.rows, compare: true }));
  const { error, retry } = answer;
  // The dialog opens at once, and its rows follow, also where they are known already.
  const data = useLater(answer.data);
  const loading = answer.loading || data !== answer.data;
  const values = useMemo(() => data?.results.map((row) => row.dimensions[0] ?? ''), [data]);
  const trends = useTrends(options.dimension, loading ? undefined : values);
  const when = comparedOf(data, today)?.time;
  const hasImports = data?.meta.imports_included ?? false;
  const revenue = useRevenue(report, hasImports);
  const total = data?.meta.total_rows ?? 0;
  const range = formatRange(view, today) ?? nameOfRange(view, today);
  const listed = useMemo(
    () => (data?.results ?? []).map((row) => ({ row, trend: trends && { values: trends.of(row.dimensions[0] ?? ''), top: trends.top, present: trends.present } })),
    [data, trends],
  );
  const shown = useInSteps(listed, ({ row }) => row.dimensions[0] ?? '');
  // With Shift, all rows from the last one that was clicked change as this one does.
  const choose = useCallback(
    (value: string, isChosen: boolean, isRange: boolean) => {
      const all = values ?? [];
      const at = all.indexOf(value);
      const from = isRange && lastChosen.current >= 0 ? lastChosen.current : at;
      const changed = all.slice(Math.min(from, at), Math.max(from, at) + 1);
      lastChosen.current = at;
      setChosen((before) => [...before.filter((one) => !changed.includes(one)), ...(isChosen ? changed : [])]);
    },
    [values],
  );
  useEffect(() => {
    lastChosen.current = -1;
  }, [data]);
  const list = usePageStart<HTMLTableElement>(rows.page);
  const save = () => saveCsv(breakdownQuery(site.domain, view, today, { ...options, limit: rows.rows, compare: true }), `${site.domain}_${report.id}`, fileNamesOf(view, today), revenueColumns(revenue));
  const copy = () =>
    copyRows([
      [report.row, ...[...metrics, ...(revenue ? REVENUE : [])].map((metric) => metricOf(metric).label), ...(revenue ? ['Currency'] : [])],
      ...(data?.results ?? []).map((row) => {
        const value = row.dimensions[0] ?? '';
        return [valueName(report.dimension, value), ...row.metrics.map(numberOf), ...(revenue ? amountCells(revenue.get(value) ?? NO_REVENUE) : [])];
      }),
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
          <ImportsNote meta={data?.meta} />
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
      ) : data.results.length === total && !hasRows(report, data, view.filters) ? (
        search ? (
          <Empty title={`No value contains “${search}”.`} />
        ) : (
          <NoRows report={report} answer={data} />
        )
      ) : (
        <>
          <table ref={list} className={`data details number ${loading ? 'stale' : ''}`} aria-busy={loading || shown !== listed}>
            <thead>
              <tr>
                <th scope="col">{report.row}</th>
                <SortHeads metrics={metrics} rows={rows} />
                {revenue &&
                  REVENUE.map((metric) => (
                    <th scope="col" className="end" key={metric} title={hasImports ? NOT_IMPORTED : undefined}>
                      {metricOf(metric).label}
                    </th>
                  ))}
                <th scope="col" className="details-trend" title="Visitors over the period; the lines of all rows share one scale">
                  Trend, one scale <ImportsNote meta={trends?.meta} />
                </th>
              </tr>
            </thead>
            <RowsBody>
              {shown.map(({ row, trend }) => {
                const value = row.dimensions[0] ?? '';
                return <DetailsRow key={value} report={report} row={row} sorted={sorted} isChosen={chosen.includes(value)} onChoose={choose} trend={trend} when={when} revenue={revenue && (revenue.get(value) ?? NO_REVENUE)} />;
              })}
            </RowsBody>
          </table>
          <Pager rows={rows} total={total} />
        </>
      )}
    </Modal>
  );
}
