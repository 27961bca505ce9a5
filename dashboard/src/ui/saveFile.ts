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
    const parts: string[] = [];
    let part = '';
    do {
      const pagination = { limit: MOST_ROWS, offset: parts.length * MOST_ROWS };
      const response = await send('/api/v2/query', { method: 'POST', body: { ...query, include, pagination }, accept: 'text/csv' });
      part = await response.text();
      parts.push(parts.length === 0 ? part : part.slice(part.indexOf('\n') + 1));
      // Beside its heading a full answer has as many lines as it may have rows, or more: a value may have several.
    } while (part.split('\n').length - 1 > MOST_ROWS);
    saveFile(`${name}_${days.join('_')}.csv`, new Blob(parts, { type: 'text/csv' }));
  } catch (failure) {
    toast(`The file could not be made: ${(failure as Error).message}`);
  }
}
