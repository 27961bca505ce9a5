import { toast } from './Toasts';

/** Copies a text, and says so. */
export async function copyText(text: string, done: string): Promise<void> {
  await copy(() => navigator.clipboard.writeText(text), done);
}

/** Copies rows so that spreadsheets and mail get a table, and editors columns that tabs divide. The first row is the heading. */
export async function copyRows(rows: readonly (readonly (string | number | null | undefined)[])[]): Promise<void> {
  const count = rows.length - 1;
  const types = { 'text/plain': tabbed(rows), 'text/html': tableOf(rows) };
  const item = () => new ClipboardItem(Object.fromEntries(Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })])));
  await copy(() => navigator.clipboard.write([item()]), `Copied as a table: ${count === 1 ? '1 row' : `${count} rows`}.`);
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
export const tabbed = (rows: readonly (readonly (string | number | null | undefined)[])[]): string =>
  rows.map((row) => row.map((cell) => String(cell ?? '').replaceAll(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Rows as an HTML table with a heading. */
export function tableOf(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cells = (row: readonly (string | number | null | undefined)[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${String(cell ?? '').replaceAll(/[&<>"]/g, (letter) => ESCAPES[letter]!)}</${tag}>`).join('')}</tr>`;
  const [head, ...body] = rows;
  return `<table><thead>${head ? cells(head, 'th') : ''}</thead><tbody>${body.map((row) => cells(row, 'td')).join('')}</tbody></table>`;
}
