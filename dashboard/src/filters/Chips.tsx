import { useEffect, useRef } from 'react';
import { dimensionName } from '../panels/reports';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Menu } from '../ui/Menu';
import { toast } from '../ui/Toasts';
import { formatCondition, isGroup, type Condition } from '../url/filters';
import { describe, operatorName, valuesOf } from './describe';
import { FilterEditor } from './FilterEditor';
import { SegmentChip, SegmentMenu } from './SegmentMenu';

/** The filters of the view. Each opens its editor; Delete removes it. */
export function Chips({ openSignal }: { openSignal?: number }) {
  const { view } = useSite();
  const { go } = useViewLinks();
  const set = (filters: readonly Condition[]) => go({ filters });
  const chips = useRef<HTMLDivElement>(null);
  const removed = useRef<number | null>(null);
  // With a chip its focus would be lost: it goes to the next one, or to the button that adds one.
  useEffect(() => {
    if (removed.current === null) return;
    chips.current?.querySelectorAll<HTMLElement>('[data-filter] > .menu > .button, .add-filter')[removed.current]?.focus();
    removed.current = null;
  }, [view.filters]);
  const remove = (at: number) => {
    const before = view.filters;
    removed.current = at;
    set(before.filter((_, index) => index !== at));
    toast('Filter removed.', () => go({ filters: before }));
  };
  return (
    <div ref={chips} className="chips" role="group" aria-label="Filters">
      {view.segment && <SegmentChip id={view.segment} />}
      {view.filters.map((filter, at) => (
        <span
          className="chip"
          data-filter
          role="group"
          aria-label={`Filter: ${describe(filter)}`}
          key={keyOf(filter)}
          onKeyDown={(event) => {
            const isButton = (event.target as HTMLElement).tagName === 'BUTTON';
            if (isButton && (event.key === 'Delete' || event.key === 'Backspace')) remove(at);
          }}
        >
          <Menu label={<Description condition={filter} />} name={`Change filter: ${describe(filter)}`}>
            {(close) => (
              <FilterEditor
                condition={filter}
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
      <Menu label="+ Filter" name="Add a filter" className="add-filter" title="Filter (/)" {...(openSignal ? { openSignal } : {})}>
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
            removed.current = 0;
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

// A filter keeps its chip while its values change.
function keyOf(condition: Condition): string {
  return isGroup(condition) ? formatCondition(condition) : `${condition.operator},${condition.dimension}`;
}

function Description({ condition }: { condition: Condition }) {
  if (isGroup(condition)) {
    return (
      <span className="chip-value" dir="auto">
        <span className="muted">any of</span> {describe(condition)}
      </span>
    );
  }
  const filter = condition;
  return (
    <span className="chip-value">
      <span className="muted">{dimensionName(filter.dimension)}</span> {operatorName(filter)} <strong dir="auto">{valuesOf(filter)}</strong>
    </span>
  );
}
