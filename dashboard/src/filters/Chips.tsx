import { useEffect, useRef } from 'react';
import { formatCount, nounOf } from '../format/numbers';
import { visible } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Menu } from '../ui/Menu';
import { toast } from '../ui/Toasts';
import type { Condition } from '../url/filters';
import { FilterChip } from './FilterChip';
import { FilterEditor } from './LazyFilterEditor';
import { SegmentChip, SegmentMenu } from './SegmentMenu';

/** The filters of the view, and how many they are for who does not see them change. */
export function Chips({ openSignal }: { openSignal?: number }) {
  const { view } = useSite();
  const { go } = useViewLinks();
  const set = (filters: readonly Condition[]) => go({ filters });
  const chips = useRef<HTMLDivElement>(null);
  const removed = useRef<number | null>(null);
  // With a chip its focus would be lost: it goes to the next one, or to the button that adds one.
  useEffect(() => {
    if (removed.current === null) return;
    chips.current?.querySelectorAll<HTMLElement>('[data-filter] > .menu:first-child > .button, .add-filter')[removed.current]?.focus();
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
        <FilterChip key={at} condition={filter} onChange={(changed) => set(view.filters.map((old, index) => (index === at ? changed : old)))} onRemove={() => remove(at)} />
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
      {view.unknownDimensions?.map((name) => (
        <span className="badge warn" role="status" key={name}>
          <span>
            A filter is left out: there is no dimension “<bdi>{visible(name)}</bdi>”
          </span>
        </span>
      ))}
      <span className="visually-hidden" role="status">
        {view.filters.length === 0 ? 'No filter' : `${formatCount(view.filters.length)} ${nounOf(view.filters.length, 'filter')}`}
      </span>
    </div>
  );
}
