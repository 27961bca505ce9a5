import { dimensionName } from '../panels/reports';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Menu } from '../ui/Menu';
import { toast } from '../ui/Toasts';
import type { Filter } from '../url/filters';
import { describe, operatorName, valuesOf } from './describe';
import { FilterEditor } from './FilterEditor';
import { SegmentChip, SegmentMenu } from './SegmentMenu';

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
    <div className="chips" role="group" aria-label="Filters">
      {view.segment && <SegmentChip id={view.segment} />}
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
      <SegmentMenu />
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

function Description({ filter }: { filter: Filter }) {
  return (
    <span className="chip-value">
      <span className="muted">{dimensionName(filter.dimension)}</span> {operatorName(filter)} <strong dir="auto">{valuesOf(filter)}</strong>
    </span>
  );
}
