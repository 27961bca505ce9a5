import { deleteLater } from '../api/deletions';
import { show, toast, withdraw } from './Toasts';

/** The least time that people need who read and act slowly. */
const UNDO_SECONDS = 20;

/** Deletes what is at a path once the time is over in which it can be undone, or when the page is left. Until then nothing is lost. */
export function deleteUndoably(path: string, text: string): void {
  const deletion = deleteLater(path, { onSent: () => withdraw(id), onRefused: (error) => toast(error.message) });
  const id = show({ text, undo: deletion.takeBack, seconds: UNDO_SECONDS, onGone: () => void deletion.sendNow() });
}
