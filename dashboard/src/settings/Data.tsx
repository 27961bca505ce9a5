import { useState, type FormEvent } from 'react';
import { store } from '../api/definitions';
import { useUndeleted } from '../api/deletions';
import type { components } from '../api/schema';
import { useJson } from '../api/useApi';
import { formatDays, formatMoment } from '../format/dates';
import { useSite } from '../screens/SiteContext';
import { deleteUndoably } from '../ui/deleteUndoably';
import { Problem } from '../ui/Problem';
import { Empty } from '../ui/States';
import { useAction } from '../ui/useAction';
import { DefinitionList } from './DefinitionList';
import { exportProblem } from './exports';
import { ItemButtons } from './ItemButtons';

type Import = components['schemas']['ImportAnswer'];
type Days = components['schemas']['ImportedDaysAnswer'];

const FORMATS = [
  { id: 'reports', label: 'Reports: tables as CSV, in a zip' },
  { id: 'ndjson', label: 'Events: lines of JSON, which can be imported again' },
  { id: 'parquet', label: 'Events: Parquet, for data tools' },
  { id: 'imports', label: 'Imported totals: tables as CSV, in a zip' },
] as const;

/** What is stored of the site, to take away, and totals of another tool that were brought here. */
export function Data() {
  return (
    <div className="stack">
      <Export />
      <Imports />
    </div>
  );
}

function useImports() {
  const path = `/api/v1/sites/${encodeURIComponent(useSite().site.domain)}/imports`;
  return { path, ...useJson<components['schemas']['ImportListAnswer']>(path) };
}

function Export() {
  const { site } = useSite();
  const [format, setFormat] = useState<string>('reports');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [hasImports, setImports] = useState(true);
  const { data } = useImports();
  const problem = exportProblem({ format, from, to }, data?.imports);
  const parameters = new URLSearchParams({ format, ...(from ? { from } : {}), ...(to ? { to } : {}), ...(format === 'reports' && hasImports ? { imports: 'true' } : {}) });
  return (
    <section className="settings-form" aria-labelledby="export">
      <h2 id="export">Export</h2>
      <label className="field">
        <span>What</span>
        <select className="select" value={format} onChange={(event) => setFormat(event.target.value)}>
          {FORMATS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div className="row">
        <label className="field">
          <span>First day</span>
          <input className="input" type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label className="field">
          <span>Last day</span>
          <input className="input" type="date" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
      </div>
      <p className="meta">Days of {site.timezone}. Empty for all that there is.</p>
      {format === 'reports' && (
        <label className="option">
          <input type="checkbox" checked={hasImports} onChange={(event) => setImports(event.target.checked)} />
          <span>With imported totals</span>
        </label>
      )}
      <Problem text={problem} />
      <span>
        <a className="button primary" href={problem ? undefined : `/api/v1/sites/${encodeURIComponent(site.domain)}/export?${parameters}`} aria-disabled={problem !== null} download>
          Download
        </a>
      </span>
    </section>
  );
}

/** Totals of days that another tool counted. */
function Imports() {
  const { site, today } = useSite();
  const { path, data, error, retry } = useImports();
  const imports = useUndeleted(path, data?.imports);
  const { isBusy, problem, run } = useAction();
  const [leftOut, setLeftOut] = useState<Import['left_out']>();
  const daysOf = (days: readonly Days[]) => days.map(({ first, last }) => formatDays(first, last, today)).join(', ');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const file = new FormData(form).get('file');
    void run(async () => {
      if (!(file instanceof File) || file.size === 0) throw new Error('Choose the zip of Plausible’s export first.');
      setLeftOut(undefined);
      const made = await store<Import>(path, 'POST', new Blob([file], { type: 'application/zip' }));
      setLeftOut(made.left_out ?? undefined);
      form.reset();
    });
  };
  return (
    <section className="stack" aria-labelledby="imports">
      <h2 id="imports">Imports</h2>
      <p className="muted">Daily totals of Plausible’s CSV export count on days on which this site has no events of its own. Events of other tools are imported by the program; see its documentation.</p>
      <form className="row" onSubmit={submit} noValidate>
        <input className="input" type="file" name="file" accept=".zip,application/zip" aria-label="The zip of Plausible’s export" />
        <button type="submit" className="button primary" disabled={isBusy}>
          {isBusy ? 'Importing …' : 'Import'}
        </button>
      </form>
      <Problem text={problem} />
      {leftOut && (
        <div className="note warn" role="status">
          {leftOut.days_with_events.length > 0 && <p>Left out, because the site has events of its own: {daysOf(leftOut.days_with_events)}.</p>}
          {leftOut.days_of_other_imports.length > 0 && <p>Left out, because another import has them: {daysOf(leftOut.days_of_other_imports)}.</p>}
        </div>
      )}
      <DefinitionList items={imports} error={error} onRetry={retry} rows={2} empty={<Empty title="Nothing was imported yet." />}>
        {(one) => (
          <li key={one.id}>
            <div className="definition">
              <span className="definition-text">
                <strong className="number">{daysOf(one.days)}</strong>
                <span className="meta number">
                  imported {formatMoment(one.created_at, site.timezone)}
                  {one.state !== 'complete' && ` · ${one.state}`}
                  {one.days_with_events.length > 0 && ` · do not count, because the site has events on them: ${daysOf(one.days_with_events)}`}
                </span>
              </span>
              <ItemButtons item={`the import of ${daysOf(one.days)}`} onDelete={() => deleteUndoably(`${path}/${one.id}`, `The import of ${daysOf(one.days)} is deleted; events stay.`)} />
            </div>
          </li>
        )}
      </DefinitionList>
    </section>
  );
}
