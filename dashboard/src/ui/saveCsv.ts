import type { saveAnswers, saveRows } from './saveFile';
import { toast } from './Toasts';

/** Saves all rows of a query as a file. What makes it comes when it is needed. */
export function saveCsv(...file: Parameters<typeof saveAnswers>): Promise<void> {
  return saved(async () => (await import('./saveFile')).saveAnswers(...file));
}

type Rows = Parameters<typeof saveRows>[2];

/** Saves rows that the screen has, or that are asked for. */
export function saveTable(name: string, days: readonly string[], rows: Rows | (() => Promise<Rows>)): Promise<void> {
  return saved(async () => (await import('./saveFile')).saveRows(name, days, typeof rows === 'function' ? await rows() : rows));
}

async function saved(save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (failure) {
    toast(`The file could not be made: ${(failure as Error).message}`);
  }
}
