import { nounOf } from '../format/numbers';
import { escapeMarkup } from '../format/text';
import type { csvOf } from './csv';
import { toast } from './Toasts';

/** Rows of cells, of which the first is the heading. */
type Rows = Parameters<typeof csvOf>[0];

/** Copies a text, and says so. */
export async function copyText(text: string, done: string): Promise<void> {
  await copy(() => navigator.clipboard.writeText(text), done);
}

/** Copies rows so that spreadsheets and mail get a table, and editors columns that tabs divide. */
export async function copyRows(rows: Rows): Promise<void> {
  const count = rows.length - 1;
  const types = { 'text/plain': tabbed(rows), 'text/html': tableOf(rows) };
  const item = () => new ClipboardItem(Object.fromEntries(Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })])));
  await copy(() => navigator.clipboard.write([item()]), `Copied as a table: ${count} ${nounOf(count, 'row')}.`);
}

async function copy(write: () => Promise<void>, done: string): Promise<void> {
  try {
    await write();
    toast(done);
  } catch {
    toast('The browser does not allow copying.');
  }
}

/** Rows as lines, their cells divided by tabs. */
export const tabbed = (rows: Rows): string =>
  rows.map((row) => row.map((cell) => String(cell ?? '').replaceAll(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');

/** Rows as an HTML table with a heading. */
export function tableOf(rows: Rows): string {
  const cells = (row: Rows[number], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${escapeMarkup(String(cell ?? ''))}</${tag}>`).join('')}</tr>`;
  const [head, ...body] = rows;
  return `<table><thead>${head ? cells(head, 'th') : ''}</thead><tbody>${body.map((row) => cells(row, 'td')).join('')}</tbody></table>`;
}
