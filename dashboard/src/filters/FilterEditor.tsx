import { useState } from 'react';
import { useGoals } from '../api/goalList';
import { baseOf, breakdownQuery } from '../api/siteQueries';
import { useQuery } from '../api/useApi';
import { isCode, searchFilters } from '../format/codes';
import { formatMetric, nounOf, numberOf } from '../format/numbers';
import { dimensionName, valueName } from '../panels/reports';
import { useDimensions } from '../panels/useDimensions';
import { useSite } from '../screens/SiteContext';
import { apiDimension, apiFilters, isCoded, isGroup, operatorsOf, type Condition, type Filter, type Operator } from '../url/filters';
import { useTyped } from '../ui/useTyped';
import { describe } from './describe';
import { checkValue } from './valueCheck';

const OPTIONS = 30;

interface FilterEditorProps {
  readonly condition?: Condition;
  /** The condition of the view whose place it takes; absent for `condition`. */
  readonly replaces?: Condition;
  /** Whether the dimension and the operator are chosen elsewhere, until another condition is joined. */
  readonly valuesOnly?: boolean;
  readonly onSave: (condition: Condition) => void;
}

/**
 * Puts a condition together: a dimension, an operator, and values that exist in the period, with their visitors. Several of them may be
 * joined by "or".
 */
export default function FilterEditor({ condition, replaces = condition, valuesOnly = false, onSave }: FilterEditorProps) {
  const { site, view, today } = useSite();
  const filter = condition && (isGroup(condition) ? condition.any.at(-1) : condition);
  const [others, setOthers] = useState<readonly Filter[]>(condition && isGroup(condition) ? condition.any.slice(0, -1) : []);
  const [dimension, setDimension] = useState(filter?.dimension ?? 'page');
  const [wanted, setOperator] = useState<Operator>(filter?.operator ?? 'is');
  // What a link of before has of codes may be no operator, and no value, of theirs.
  const operators = operatorsOf(dimension);
  const operator = wanted === 'has_not_done' || operators.some(({ id }) => id === wanted) ? wanted : 'is';
  const [values, setValues] = useState<readonly string[]>(filter?.values.filter((value) => !isCoded(filter.dimension) || isCode(filter.dimension, value)) ?? []);
  const [text, setText] = useState('');
  const search = useTyped(text);
  const isExact = operator === 'is' || operator === 'is_not' || operator === 'has_not_done';
  const without = { ...view, filters: view.filters.filter((other) => other !== replaces && (isGroup(other) || other.dimension !== dimension)) };
  const { data } = useQuery(breakdownQuery(site.domain, without, today, { dimension: apiDimension(dimension), metrics: ['visitors'], limit: OPTIONS, search: searchFilters(dimension, search) }));
  const toggle = (value: string) => setValues(values.includes(value) ? values.filter((known) => known !== value) : [...values, value]);
  const typed = text.trim();
  const result = !isExact && typed ? [...values, typed] : values;
  const found = data?.results.map((row) => row.dimensions[0] ?? '') ?? [];
  const listed = [...values.filter((value) => !found.includes(value)), ...found];
  const dimensions = useDimensions(dimension);
  const goals = useGoals(dimension === 'goal' ? site.domain : null);
  const check = checkValue(dimension, isExact && values.length === 0 ? typed : '', goals.data);
  const saved = result.length > 0 ? result : check.value ? [check.value] : [];
  const filters = saved.length > 0 ? [...others, { dimension, operator, values: saved }] : others;
  const made: Condition | undefined = filters.length > 1 ? { operator: 'any', any: filters } : filters[0];
  const addAnother = () => {
    setOthers(filters);
    setValues([]);
    setText('');
  };
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (made) onSave(made);
      }}
    >
      {others.length > 0 && (
        <ul className="alternatives" aria-label="Any of">
          {others.map((other, at) => (
            <li className="row nowrap" key={at}>
              <span className="grow" dir="auto">
                {describe(other)} <span className="muted">or</span>
              </span>
              <button type="button" className="button plain icon" aria-label={`Remove ${describe(other)}`} onClick={() => setOthers(others.filter((_, index) => index !== at))}>
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {(!valuesOnly || others.length > 0) && (
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
            {dimensions.reports.map((one) => (
              <option key={one} value={one}>
                {dimensionName(one)}
              </option>
            ))}
            {dimensions.properties.length > 0 && (
              <optgroup label="Properties">
                {dimensions.properties.map((one) => (
                  <option key={one} value={one}>
                    {dimensionName(one)}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
          <select className="select grow" aria-label="Operator" value={operator} onChange={(event) => setOperator(event.target.value as Operator)}>
            {operators.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
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
          {data && listed.length === 0 && <p className="option muted">{typed ? `No value of this period contains “${typed}”.` : 'No value in this period.'}</p>}
        </div>
      )}
      {check.problem && (
        <p className="meta tone-bad" role="status">
          {check.problem}
        </p>
      )}
      <div className="row">
        <button type="submit" className="button primary" disabled={!made}>
          Apply
        </button>
        <button type="button" className="button" disabled={saved.length === 0} onClick={addAnother}>
          or …
        </button>
        {made && <Preview condition={made} others={view.filters.filter((other) => other !== replaces)} />}
      </div>
    </form>
  );
}

/** How many visitors a condition leaves beside the others. */
function Preview({ condition, others }: { condition: Condition; others: readonly Condition[] }) {
  const { site, view, today } = useSite();
  // Asked once the choice rests.
  const filters = useTyped(JSON.stringify(apiFilters([...others, condition])));
  const base = baseOf(site.domain, { ...view, filters: [] }, today);
  const { data, error } = useQuery({ ...base, metrics: ['visitors'], filters: [...(base.filters ?? []), ...(JSON.parse(filters) as unknown[][])] });
  if (error) return <span className="tone-bad">{error.message}</span>;
  return (
    <span className="meta number" role="status">
      {data ? `${formatMetric('visitors', data.results[0]?.metrics[0])} ${nounOf(numberOf(data.results[0]?.metrics[0]) ?? 0, 'visitor')}` : '…'}
    </span>
  );
}
