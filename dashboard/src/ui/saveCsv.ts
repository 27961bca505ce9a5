import type { saveAnswers, saveRows } from './saveFile';
import { toast } from './Toasts';

/** Saves all rows of a query as a file. What makes it comes when it is needed. */
export function saveCsv(...file: Parameters<typeof saveAnswers>): Promise<void> {
  return saved(async () => (await import('./saveFile')).saveAnswers(...file));
}

/** Saves rows that the screen has. */
export function saveTable(...file: Parameters<typeof saveRows>): Promise<void> {
  return saved(async () => (await import('./saveFile')).saveRows(...file));
}

async function saved(save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (failure) {
    toast(`The file could not be made: ${(failure as Error).message}`);
  }
}
