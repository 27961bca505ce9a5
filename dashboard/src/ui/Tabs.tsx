import type { KeyboardEvent } from 'react';
import { usePeek } from './usePeek';

interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly label: string }[];
  readonly selected: T;
  readonly panel: string;
  readonly onSelect: (id: T) => void;
  /** Called when a tab that is not open will probably be chosen. */
  readonly onPeek?: (id: T) => void;
}

/** Tabs of a panel: the arrow keys move between them. */
export function Tabs<T extends string>({ label, tabs, selected, panel, onSelect, onPeek }: TabsProps<T>) {
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = tabs.findIndex((tab) => tab.id === selected);
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    onSelect(next.id);
    const target = event.currentTarget;
    requestAnimationFrame(() => target.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <Tab key={tab.id} label={tab.label} isOpen={tab.id === selected} panel={panel} onSelect={() => onSelect(tab.id)} onPeek={tab.id === selected ? undefined : () => onPeek?.(tab.id)} />
      ))}
    </div>
  );
}

interface TabProps {
  readonly label: string;
  readonly isOpen: boolean;
  readonly panel: string;
  readonly onSelect: () => void;
  readonly onPeek: (() => void) | undefined;
}

function Tab({ label, isOpen, panel, onSelect, onPeek }: TabProps) {
  const peek = usePeek(onPeek);
  return (
    <button type="button" role="tab" className="tab" aria-selected={isOpen} aria-controls={panel} tabIndex={isOpen ? 0 : -1} onClick={onSelect} {...peek}>
      {label}
    </button>
  );
}
