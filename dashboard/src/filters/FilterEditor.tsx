import { useEffect, useState } from 'react';
import { breakdownQuery } from '../api/siteQueries';
import { useQuery } from '../api/useApi';
import { formatMetric } from '../format/numbers';
import { REPORTS, valueName } from '../panels/reports';
import { useSite } from '../screens/SiteContext';
import { apiDimension, OPERATORS, type Filter, type Operator } from '../url/filters';

const OPTIONS = 30;
const TYPING = 250;

/** Puts a filter together: a dimension, an operator, and values that exist in the period, with their visitors. */
export function FilterEditor({ filter, onSave }: { filter?: Filter; onSave: (filter: Filter) => void }) {
  const { site, view, today } = useSite();
  const [dimension, setDimension] = useState(filter?.dimension ?? 'page');
  const [operator, setOperator] = useState<Operator>(filter?.operator ?? 'is');
  const [values, setValues] = useState<readonly string[]>(filter?.values ?? []);
  const [text, setText] = useState('');
  const search = useTyped(text);
  const isExact = operator === 'is' || operator === 'is_not' || operator === 'has_not_done';
  const without = { ...view, filters: view.filters.filter((other) => other !== filter && other.dimension !== dimension) };
  const { data } = useQuery(breakdownQuery(site.domain, without, today, { dimension: apiDimension(dimension), metrics: ['visitors'], limit: OPTIONS, search }));
  const toggle = (value: string) => setValues(values.includes(value) ? values.filter((known) => known !== value) : [...values, value]);
  const typed = text.trim();
  const result = !isExact && typed ? [...values, typed] : values;
  const found = data?.results.map((row) => row.dimensions[0] ?? '') ?? [];
  const listed = [...values.filter((value) => !found.includes(value)), ...found];
  const property = dimension.startsWith('props:') ? dimension : null;
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        const saved = result.length > 0 ? result : typed ? [typed] : [];
        if (saved.length > 0) onSave({ dimension, operator, values: saved });
      }}
    >
      <div className="row nowrap">
        <select
          className="select grow"
          aria-label="Dimension"
          data-autofocus
          value={dimension}
          onChange={(event) => {
            setDimension(event.target.value);
            setValues([]);
            setText('');
          }}
        >
          {property && <option value={property}>{property.slice(6)}</option>}
          {REPORTS.map((report) => (
            <option key={report.id} value={report.dimension}>
              {report.row}
            </option>
          ))}
        </select>
        <select className="select grow" aria-label="Operator" value={operator} onChange={(event) => setOperator(event.target.value as Operator)}>
          {OPERATORS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <input
        className="input"
        type="search"
        aria-label={isExact ? 'Find a value' : 'Text'}
        placeholder={isExact ? 'Find a value' : 'Text'}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {isExact && (
        <div className="options" role="group" aria-label="Values">
          {listed.map((value) => {
            const row = data?.results.find((candidate) => candidate.dimensions[0] === value);
            return (
              <label className="option" key={value}>
                <input type="checkbox" checked={values.includes(value)} onChange={() => toggle(value)} />
                <span dir="auto">{valueName(dimension, value)}</span>
                <span className="number meta">{row ? formatMetric('visitors', row.metrics[0]) : ''}</span>
              </label>
            );
          })}
          {data && listed.length === 0 && <p className="option muted">{typed ? `No value contains “${typed}”.` : 'No value in this period.'}</p>}
        </div>
      )}
      <button type="submit" className="button primary" disabled={result.length === 0 && !typed}>
        Apply
      </button>
    </form>
  );
}

/** A text once its typing pauses. */
export function useTyped(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
