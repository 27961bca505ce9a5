import { useId } from 'react';
import { breakdownQuery } from '../api/siteQueries';
import { useGoals } from '../api/goalList';
import { useQuery } from '../api/useApi';
import { useTyped } from '../ui/useTyped';
import { searchFilters } from '../format/codes';
import { useSite } from '../screens/SiteContext';
import { apiDimension } from '../url/filters';
import { canBeStep, type StepKind } from './steps';

const OPTIONS = 20;

interface ValueFieldProps {
  readonly kind: StepKind;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string;
  readonly placeholder?: string;
  /** The id of a text that explains the field. */
  readonly hint?: string;
}

/** A page, an event or a goal by its name; what occurs in the period is offered. */
export function ValueField({ kind, value, onChange, label, placeholder, hint }: ValueFieldProps) {
  const { site, view, today } = useSite();
  const id = useId();
  const search = useTyped(value.replace(/\*.*$/, ''));
  const goals = useGoals(site.domain);
  const everything = { ...view, filters: [], segment: undefined };
  const dimension = kind === 'page' ? 'page' : 'name';
  const { data } = useQuery(kind === 'goal' ? null : breakdownQuery(site.domain, everything, today, { dimension: apiDimension(dimension), metrics: ['visitors'], limit: OPTIONS, search: searchFilters(dimension, search) }));
  const found = kind === 'goal' ? (goals.data?.map((goal) => goal.display_name) ?? []) : (data?.results.map((row) => row.dimensions[0] ?? '') ?? []);
  return (
    <>
      <input
        className="input grow"
        aria-label={label}
        aria-describedby={hint}
        placeholder={placeholder}
        list={id}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {found
          .filter((option) => (kind === 'page' ? canBeStep(option) : option !== 'pageview' && option !== 'engagement'))
          .map((option) => (
            <option key={option} value={option} />
          ))}
      </datalist>
    </>
  );
}
