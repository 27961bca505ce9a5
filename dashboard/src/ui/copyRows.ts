import { nounOf } from '../format/numbers';
import { escapeMarkup } from '../format/text';
import { copy } from './copyText';
import type { csvOf } from './csv';

/** Rows of cells, of which the first is the heading. */
type Rows = Parameters<typeof csvOf>[0];

/** Copies rows so that spreadsheets and mail get a table, and editors columns that tabs divide. */
export async function copyRows(rows: Rows): Promise<void> {
  const count = rows.length - 1;
  const types = { 'text/plain': tabbed(rows), 'text/html': tableOf(rows) };
  const item = () => new ClipboardItem(Object.fromEntries(Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })])));
  await copy(() => navigator.clipboard.write([item()]), `Copied as a table: ${count} ${nounOf(count, 'row')}.`);
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
