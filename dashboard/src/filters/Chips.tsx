import { dimensionName, valueName } from '../panels/reports';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Menu } from '../ui/Menu';
import { toast } from '../ui/Toasts';
import { OPERATORS, type Filter } from '../url/filters';
import { FilterEditor } from './FilterEditor';

const SHOWN = 3;

/** The filters of the view. Each opens its editor; Delete removes it. */
export function Chips({ openSignal }: { openSignal?: number }) {
  const { view } = useSite();
  const { go } = useViewLinks();
  const set = (filters: readonly Filter[]) => go({ filters });
  const remove = (at: number) => {
    const before = view.filters;
    set(before.filter((_, index) => index !== at));
    toast('Filter removed.', () => go({ filters: before }));
  };
  return (
    <div className="chips">
      {view.filters.map((filter, at) => (
        <span
          className="chip"
          role="group"
          aria-label={`Filter: ${describe(filter)}`}
          key={`${filter.operator},${filter.dimension}`}
          onKeyDown={(event) => {
            const isButton = (event.target as HTMLElement).tagName === 'BUTTON';
            if (isButton && (event.key === 'Delete' || event.key === 'Backspace')) remove(at);
          }}
        >
          <Menu label={<Description filter={filter} />} name={`Change filter: ${describe(filter)}`}>
            {(close) => (
              <FilterEditor
                filter={filter}
                onSave={(changed) => {
                  close();
                  set(view.filters.map((old, index) => (index === at ? changed : old)));
                }}
              />
            )}
          </Menu>
          <button type="button" className="button" aria-label={`Remove filter: ${describe(filter)}`} onClick={() => remove(at)}>
            ✕
          </button>
        </span>
      ))}
      <Menu label="+ Filter" name="Add a filter" title="Filter (/)" {...(openSignal ? { openSignal } : {})}>
        {(close) => (
          <FilterEditor
            onSave={(filter) => {
              close();
              set([...view.filters, filter]);
            }}
          />
        )}
      </Menu>
      {view.filters.length > 1 && (
        <button
          type="button"
          className="button plain"
          onClick={() => {
            const before = view.filters;
            set([]);
            toast('All filters removed.', () => go({ filters: before }));
          }}
        >
          Remove all
        </button>
      )}
    </div>
  );
}

function operatorName(filter: Filter): string {
  return OPERATORS.find((candidate) => candidate.id === filter.operator)?.label ?? filter.operator.replaceAll('_', ' ');
}

function values(filter: Filter): string {
  const names = filter.values.map((value) => valueName(filter.dimension, value));
  return names.length > SHOWN ? `${names.slice(0, SHOWN - 1).join(', ')} +${names.length - SHOWN + 1}` : names.join(', ');
}

function describe(filter: Filter): string {
  return `${dimensionName(filter.dimension)} ${operatorName(filter)} ${values(filter)}`;
}

function Description({ filter }: { filter: Filter }) {
  return (
    <span className="chip-value">
      <span className="muted">{dimensionName(filter.dimension)}</span> {operatorName(filter)} <strong dir="auto">{values(filter)}</strong>
    </span>
  );
}
