import { json } from '../api/client';
import type { Answer, Query } from '../api/types';
import { MOST_ROWS } from '../panels/rows';
import { rowsOf, type MoreColumns } from './answerRows';
import { csvOf } from './csv';

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

/** Saves all rows of a query with what they are compared with, named after what they are and the days that they are of. */
export async function saveAnswers(query: Query, name: string, days: readonly string[], more?: MoreColumns): Promise<void> {
  // Pages are of the screen alone.
  const answers: Answer[] = [];
  do {
    const pagination = { limit: MOST_ROWS, offset: answers.length * MOST_ROWS };
    answers.push(await json<Answer>('/api/v2/query', { method: 'POST', body: { ...query, pagination } }));
  } while (answers.at(-1)!.results.length >= MOST_ROWS);
  saveRows(name, days, rowsOf(query, answers, more));
}
