import type { saveAnswers } from './saveFile';
import { toast } from './Toasts';

/** Saves all rows of a query as a file. What makes it comes when it is needed. */
export async function saveCsv(...file: Parameters<typeof saveAnswers>): Promise<void> {
  try {
    const { saveAnswers } = await import('./saveFile');
    await saveAnswers(...file);
  } catch (failure) {
    toast(`The file could not be made: ${(failure as Error).message}`);
  }
}
