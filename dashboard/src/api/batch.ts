import { useSyncExternalStore } from 'react';
import { listenersOf } from '../listeners';
import { ApiError, errorOf, inWords, requestIdOf, send, waitOf } from './client';
import type { components } from './schema';
import type { Answer, Query } from './types';

const MAX_QUERIES = 16;

interface Waiting {
  readonly id: string;
  readonly query: Query;
  readonly etag: string | undefined;
  readonly resolve: (answer: Versioned | 'unchanged') => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/** A line of the answer to a batch. */
type BatchLine = Omit<components['schemas']['QueryBatchLineBody'], 'body'> & { readonly body?: unknown };

/** An answer and its version. */
export interface Versioned {
  readonly answer: Answer;
  readonly etag: string | undefined;
}

let waiting: Waiting[] = [];
let number = 0;

let lastBatch: { readonly queries: number; readonly milliseconds: number } | undefined;
const { listen, notify } = listenersOf();

/** The last batch; undefined before the first has been answered. */
export function useLastBatch(): typeof lastBatch {
  return useSyncExternalStore(listen, () => lastBatch);
}

/**
 * Asks a query. All that are asked in the same moment share requests of up to 16 queries, and each is answered as soon as it is ready.
 * With the version of an answer that is known already, the answer may be `unchanged`.
 */
export function ask(query: Query, etag?: string, signal?: AbortSignal): Promise<Versioned | 'unchanged'> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) queueMicrotask(sendAll);
    waiting.push({ id: String(++number), query, etag, resolve, reject, signal });
  });
}

function sendAll(): void {
  const all = waiting.filter((one) => !one.signal?.aborted);
  waiting = [];
  for (let at = 0; at < all.length; at += MAX_QUERIES) void sendBatch(all.slice(at, at + MAX_QUERIES));
}

async function sendBatch(batch: Waiting[]): Promise<void> {
  const open = new Map(batch.map((one) => [one.id, one]));
  const controller = new AbortController();
  const stop = () => batch.every((one) => one.signal?.aborted) && controller.abort();
  batch.forEach((one) => one.signal?.addEventListener('abort', stop));
  const started = performance.now();
  try {
    const queries = batch.map(({ id, query, etag }) => (etag === undefined ? { id, query } : { id, query, etag }));
    const response = await send('/api/v2/query/batch', { method: 'POST', body: { queries }, signal: controller.signal });
    for await (const line of lines(response)) {
      const { id, status, etag, retry_after: wait, body } = JSON.parse(line) as BatchLine;
      const one = open.get(id);
      open.delete(id);
      if (status === 200) one?.resolve({ answer: body as Answer, etag: etag ?? undefined });
      else if (status === 304) one?.resolve('unchanged');
      else one?.reject(new ApiError(status, await inWords((body as { error?: string } | null)?.error ?? `The server answered ${status}.`), wait ?? waitOf(status), undefined, requestIdOf(response)));
    }
    open.forEach((one) => one.reject(brokenOff()));
    lastBatch = { queries: batch.length, milliseconds: Math.round(performance.now() - started) };
    notify();
  } catch (error) {
    // The browser has an error of its own for a connection that breaks within an answer.
    const isNamed = error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError');
    open.forEach((one) => one.reject(isNamed ? error : brokenOff()));
  }
}

const brokenOff = () => new ApiError(0, 'The connection ended before the answer was complete.');

async function* lines(response: Response): AsyncGenerator<string> {
  if (!response.body) throw await errorOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + (value ?? '')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim()) yield part;
    if (done) break;
  }
  if (rest.trim()) yield rest;
}
