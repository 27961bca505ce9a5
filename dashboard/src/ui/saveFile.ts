import { send } from '../api/client';
import type { Query } from '../api/types';
import { MOST_ROWS } from '../panels/rows';
import { csvOf } from './csv';
import { toast } from './Toasts';

/** Saves a file on the reader's machine. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves rows of the screen. */
export function saveRows(name: string, days: readonly string[], rows: Parameters<typeof csvOf>[0]): void {
  saveFile(`${name}_${days.join('_')}.csv`, new Blob([csvOf(rows)], { type: 'text/csv' }));
}

/** Saves all rows of a query, named after what they are and the days that they are of. */
export async function saveCsv(query: Query, name: string, days: readonly string[]): Promise<void> {
  try {
    // Comparisons make rows of their own in a table, and pages are of the screen alone.
    const { comparisons: _, ...include } = query.include ?? {};
    const response = await send('/api/v2/query', { method: 'POST', body: { ...query, include, pagination: { limit: MOST_ROWS } }, accept: 'text/csv' });
    saveFile(`${name}_${days.join('_')}.csv`, await response.blob());
  } catch (failure) {
    toast(`The file could not be made: ${(failure as Error).message}`);
  }
}
