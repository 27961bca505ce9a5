import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { usePeek } from './usePeek';

interface MenuProps {
  readonly label: ReactNode;
  /** The button's name where its label is a symbol. */
  readonly name?: string;
  readonly end?: boolean;
  readonly className?: string;
  readonly title?: string;
  /** Opens the menu as if its button was clicked, whenever the number changes. */
  readonly openSignal?: number;
  readonly children: (close: () => void) => ReactNode;
}

/** Pixels between a layer and the edge of the window. */
const EDGE = 8;
/** Pixels by which a layer stands aside while it is measured. */
const ASIDE = 4000;

/** A button that opens a layer. Escape and a click elsewhere close it and the focus returns to the button. */
export function Menu({ label, name, end, className, title, openSignal, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (openSignal) setOpen(true);
  }, [openSignal]);

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector('.layer')?.scrollIntoView({ block: 'nearest' });
    root.current?.querySelector<HTMLElement>('.layer [data-autofocus], .layer [aria-pressed="true"], .layer button, .layer a, .layer input, .layer select')?.focus();
    const outside = (event: PointerEvent) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  // A layer that would reach beyond the window's edge stands further in, also when what is in it makes it wider. It is measured to the left of
  // the page: to the right of it, it would make the page wider.
  useLayoutEffect(() => {
    const layer = open ? root.current?.querySelector<HTMLElement>('.layer') : null;
    if (!layer) return;
    const place = () => {
      layer.style.translate = `${-ASIDE}px 0`;
      const { left, right } = layer.getBoundingClientRect();
      const beyond = right + ASIDE + EDGE - document.documentElement.clientWidth;
      layer.style.translate = `${Math.max(EDGE - left - ASIDE, Math.min(0, -beyond))}px 0`;
    };
    place();
    const observer = new ResizeObserver(place);
    observer.observe(layer);
    return () => observer.disconnect();
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    const target = event.target as HTMLElement;
    if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key) || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    const items = [...(root.current?.querySelectorAll<HTMLElement>('.layer .item') ?? [])];
    const at = items.indexOf(target);
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? items.length - 1 : at + (event.key === 'ArrowDown' ? 1 : -1);
    items[(next + items.length) % items.length]?.focus();
    event.preventDefault();
  };

  return (
    <div className="menu" ref={root} onKeyDown={onKeyDown} onBlur={(event) => open && event.relatedTarget && !root.current?.contains(event.relatedTarget) && setOpen(false)}>
      <button
        ref={button}
        type="button"
        className={`button ${className ?? ''}`}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={name}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <div id={id} style={{ translate: `${-ASIDE}px 0` }} className={`layer ${end ? 'end' : ''}`} role="group" aria-label={name ?? (typeof label === 'string' ? label : 'Choices')}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  readonly checked?: boolean;
  readonly hint?: string;
  readonly onChoose: () => void;
  /** Called when the choice will probably be made. */
  readonly onPeek?: () => void;
  readonly children: ReactNode;
}

/** A choice of a menu. */
export function Item({ checked, hint, onChoose, onPeek, children }: ItemProps) {
  const peek = usePeek(onPeek);
  return (
    <button type="button" className="item" aria-pressed={checked} onClick={onChoose} {...peek}>
      <span>{children}</span>
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </button>
  );
}
