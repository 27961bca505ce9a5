import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { listenersOf } from '../listeners';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
  /** How long it stays unless it is pointed at; null until it is dismissed. */
  readonly seconds: number | null;
  /** Called when it goes and nothing was undone. */
  readonly onGone?: (() => void) | undefined;
}

let toasts: readonly Toast[] = [];
/** Open dialogs, the topmost last. */
let dialogs: readonly Element[] = [];
let count = 0;
const { listen, notify } = listenersOf();

function set(next: readonly Toast[]): void {
  toasts = next;
  notify();
}

/** Shows toasts in a dialog, as all that stands outside of it is covered and can't be reached. Returns what ends it. */
export function toastIn(dialog: Element): () => void {
  const change = (next: readonly Element[]) => {
    dialogs = next;
    notify();
  };
  change([...dialogs, dialog]);
  return () => change(dialogs.filter((one) => one !== dialog));
}

const SECONDS = 6;
const MOST = 3;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Says what happened. With an undo it stays until it is dismissed. */
export function toast(text: string, undo?: () => void): void {
  show({ text, undo, seconds: undo ? null : SECONDS });
}

/** Says what somebody has to do about something; it stays until it is dismissed. */
export function stay(text: string): void {
  show({ text, seconds: null });
}

/** Shows a toast. Returns its id. */
export function show(shown: Omit<Toast, 'id'>): number {
  const id = ++count;
  const dropped = toasts.slice(0, Math.max(0, toasts.length + 1 - MOST));
  set([...toasts, { id, ...shown }]);
  dropped.forEach((one) => dismiss(one.id));
  release(id);
  return id;
}

/** Does something and says that it is done, or what went wrong. */
export async function announce(action: () => Promise<unknown>, text: string): Promise<void> {
  try {
    await action();
    toast(text);
  } catch (failure) {
    toast((failure as Error).message);
  }
}

/** Takes a toast away. */
export function withdraw(id: number): void {
  hold(id);
  set(toasts.filter((one) => one.id !== id));
}

function dismiss(id: number): void {
  const gone = toasts.find((one) => one.id === id);
  withdraw(id);
  gone?.onGone?.();
}

/** Lets a toast stay while it is pointed at or has the focus. */
function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Lets a toast go after its time. */
function release(id: number): void {
  const shown = toasts.find((one) => one.id === id);
  if (!shown?.seconds) return;
  hold(id);
  timers.set(id, setTimeout(() => dismiss(id), shown.seconds * 1000));
}

export function Toasts() {
  const shown = useSyncExternalStore(listen, () => toasts);
  const dialog = useSyncExternalStore(listen, () => dialogs.at(-1));
  const region = (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, undo }) => (
        <div className="toast" key={id} onPointerEnter={() => hold(id)} onPointerLeave={() => release(id)} onFocus={() => hold(id)} onBlur={() => release(id)}>
          <span>{text}</span>
          {undo && (
            <button
              type="button"
              className="button"
              onClick={() => {
                undo();
                withdraw(id);
              }}
            >
              Undo
            </button>
          )}
          <button type="button" className="button icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
  return dialog ? createPortal(region, dialog) : region;
}
