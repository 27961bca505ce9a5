/** The rows that a page of a long list may have. */
export const ROW_COUNTS = [25, 50, 100, 250] as const;
export const DEFAULT_ROWS = 100;
/** The rows by which a list grows on a phone. */
export const MORE_ROWS = 50;
/** The most rows of one answer of the API. */
export const MOST_ROWS = 10_000;

/** The number of rows that an address asks for. */
export function rowsOf(text: string | undefined): number {
  const rows = Number(text);
  return Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS ? rows : DEFAULT_ROWS;
}

/** The page that an address names, from 0. */
export function pageOf(text: string | undefined): number {
  return Math.max(0, (Math.floor(Number(text)) || 1) - 1);
}

/** The column that the rows are sorted by, and which way. */
export function orderOf(text: string | undefined, metrics: readonly string[]): readonly [string, 'asc' | 'desc'] {
  const [column, way] = text?.split(',') ?? [];
  return column && metrics.includes(column) ? [column, way === 'asc' ? 'asc' : 'desc'] : [metrics[0]!, 'desc'];
}
