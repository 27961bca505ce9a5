import { lazy, Suspense, useState } from 'react';
import { dimensionName } from '../panels/reports';
import { Item, Menu } from '../ui/Menu';
import { isGroup, operatorsOf, type Condition, type Filter } from '../url/filters';
import { describe, operatorName, valuesOf } from './describe';
import { FilterEditor } from './LazyFilterEditor';

const DimensionItems = lazy(() => import('./DimensionItems'));

interface FilterChipProps {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

/** A condition of the view. What is clicked of it can be changed; Delete removes it. */
export function FilterChip({ condition, onChange, onRemove }: FilterChipProps) {
  const name = describe(condition);
  return (
    <span
      className="chip"
      data-filter
      role="group"
      aria-label={`Filter: ${name}`}
      onKeyDown={(event) => {
        const isPart = (event.target as HTMLElement).matches('.chip > .button, .chip > .menu > .button');
        if (isPart && (event.key === 'Delete' || event.key === 'Backspace')) onRemove();
      }}
    >
      {isGroup(condition) ? (
        <Menu
          label={
            <span className="chip-value" dir="auto">
              <span className="muted">any of</span> {name}
            </span>
          }
          name={`Change filter: ${name}`}
        >
          {(close) => <FilterEditor condition={condition} onSave={(changed) => (close(), onChange(changed))} />}
        </Menu>
      ) : (
        <Parts filter={condition} onChange={onChange} />
      )}
      <button type="button" className="button" aria-label={`Remove filter: ${name}`} onClick={onRemove}>
        ✕
      </button>
    </span>
  );
}

/** The dimension, the operator and the values, each with what it can be changed to. */
function Parts({ filter, onChange }: { filter: Filter; onChange: (condition: Condition) => void }) {
  // Values belong to their dimension: another one is chosen with its values.
  const [chosen, setChosen] = useState<string>();
  const [valuesSignal, setValuesSignal] = useState(0);
  const { dimension, operator } = filter;
  const asked = chosen === undefined || chosen === dimension ? filter : { ...filter, dimension: chosen, values: [] };
  return (
    <>
      <Menu label={<span className="muted">{dimensionName(dimension)}</span>} name={`${dimensionName(dimension)}: change the dimension`}>
        {(close) => (
          <Suspense fallback={null}>
            <DimensionItems
              current={dimension}
              onChoose={(one) => {
                close();
                if (one === dimension) return;
                setChosen(one);
                setValuesSignal(valuesSignal + 1);
              }}
            />
          </Suspense>
        )}
      </Menu>
      <Menu label={operatorName(filter)} name={`${operatorName(filter)}: change the operator`}>
        {(close) =>
          operatorsOf(dimension).map(({ id, label }) => (
            <Item key={id} checked={id === operator} onChoose={() => (close(), id !== operator && onChange({ ...filter, operator: id }))}>
              {label}
            </Item>
          ))
        }
      </Menu>
      <Menu
        label={
          <span className="chip-value">
            <strong dir="auto">{valuesOf(filter)}</strong>
          </span>
        }
        name={`${valuesOf(filter)}: change the values`}
        openSignal={valuesSignal}
        onClose={() => setChosen(undefined)}
      >
        {(close) => <FilterEditor key={asked.dimension} condition={asked} replaces={filter} valuesOnly onSave={(changed) => (close(), onChange(changed))} />}
      </Menu>
    </>
  );
}
