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
  readonly onClose?: () => void;
  readonly children: (close: () => void) => ReactNode;
}

/** Pixels between a layer and the edge of the window. */
const EDGE = 8;
/** Pixels between a layer and its button. */
const GAP = 4;

/** A button that opens a layer. Escape and a click elsewhere close it and the focus returns to the button. */
export function Menu({ label, name, end, className, title, openSignal, onClose, children }: MenuProps) {
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

  const closed = useRef(onClose);
  closed.current = onClose;
  useEffect(() => {
    if (!open) return;
    const focusFirst = () => {
      const first = root.current?.querySelector<HTMLElement>('.layer [data-autofocus], .layer [aria-pressed="true"], .layer button, .layer a, .layer input, .layer select');
      first?.focus();
      return first;
    };
    // The code of what is in the layer may come after it has opened.
    const late = new MutationObserver(() => focusFirst() && late.disconnect());
    if (!focusFirst()) late.observe(root.current!, { childList: true, subtree: true });
    const outside = (event: PointerEvent) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => {
      late.disconnect();
      document.removeEventListener('pointerdown', outside);
      closed.current?.();
    };
  }, [open]);

  // The layer stands in the browser's top layer, where nothing around the button cuts it off, and follows the button. It opens downwards unless
  // it fits only, or better, above; what is in it may come later and make it larger.
  useLayoutEffect(() => {
    const layer = open ? root.current?.querySelector<HTMLElement>('.layer') : null;
    if (!layer || !button.current) return;
    layer.showPopover();
    const place = () => {
      if (!button.current) return;
      const box = button.current.getBoundingClientRect();
      const { clientWidth, clientHeight } = document.documentElement;
      const below = clientHeight - box.bottom - GAP - EDGE;
      const above = box.top - GAP - EDGE;
      const isAbove = layer.scrollHeight > below && above > below;
      layer.style.setProperty('--room', `${Math.max(above, below)}px`);
      const wanted = end ? box.right - layer.offsetWidth : box.left;
      layer.style.left = `${Math.max(EDGE, Math.min(wanted, clientWidth - EDGE - layer.offsetWidth))}px`;
      layer.style.top = `${isAbove ? box.top - GAP - layer.offsetHeight : box.bottom + GAP}px`;
    };
    place();
    const observer = new ResizeObserver(place);
    observer.observe(layer);
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    return () => {
      observer.disconnect();
      window.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
    };
  }, [open, end]);

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
        <div id={id} popover="manual" className="layer" role="group" aria-label={name ?? (typeof label === 'string' ? label : 'Choices')}>
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
