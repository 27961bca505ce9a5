import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { listenersOf } from '../listeners';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
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

/** Says what happened. With an undo it stays until it is dismissed. */
export function toast(text: string, undo?: () => void): void {
  const id = ++count;
  set([...toasts.slice(-2), { id, text, undo }]);
  if (!undo) setTimeout(() => dismiss(id), SECONDS * 1000);
}

/**
 * Does something and says that it is done, or what went wrong.
 * @param undo Takes it back; offered with the message.
 * @returns True if it was done.
 */
export async function announce(action: () => Promise<unknown>, text: string, undo?: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
  } catch (failure) {
    toast((failure as Error).message);
    return false;
  }
  toast(text, undo && (() => void undo().catch((failure: Error) => toast(failure.message))));
  return true;
}

function dismiss(id: number): void {
  set(toasts.filter((one) => one.id !== id));
}

export function Toasts() {
  const shown = useSyncExternalStore(listen, () => toasts);
  const dialog = useSyncExternalStore(listen, () => dialogs.at(-1));
  const region = (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, undo }) => (
        <div className="toast" key={id}>
          <span>{text}</span>
          {undo && (
            <button
              type="button"
              className="button"
              onClick={() => {
                undo();
                dismiss(id);
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
