import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { listenersOf } from '../listeners';
import { ask, type Versioned } from './batch';
import { ApiError, json } from './client';
import type { Answer, Query } from './types';

/** What a panel knows of its data. */
export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: Error | undefined;
  /** Whether an answer is awaited; data is then that of the question before, or nothing. */
  readonly loading: boolean;
  readonly retry: () => void;
}

const MAX_ENTRIES = 300;
/** Milliseconds for which an answer is taken as it is; older ones are asked again with their version. */
const FRESH = 5_000;
const answers = new Map<string, Versioned & { readonly at: number }>();
let refreshed = 0;

function remember(key: string, versioned: Versioned): void {
  answers.delete(key);
  answers.set(key, { ...versioned, at: performance.now() });
  if (answers.size > MAX_ENTRIES) answers.delete(answers.keys().next().value!);
}

/** Forgets all answers, as when another key signs in. */
export function forgetAnswers(): void {
  answers.clear();
  documents.clear();
}

async function load(query: Query, key: string, signal?: AbortSignal): Promise<Answer> {
  const early = ahead.get(key);
  if (early) {
    early.isTaken = true;
    if (early.isRefused) ahead.delete(key);
    return early.answer;
  }
  const known = answers.get(key);
  if (known && known.at > refreshed && performance.now() - known.at < FRESH) return known.answer;
  const result = await ask(query, known?.etag, signal);
  if (result === 'unchanged') {
    remember(key, known!);
    return known!.answer;
  }
  remember(key, result);
  return result.answer;
}

const MOST_AHEAD = 2;
const ahead = new Map<string, Ahead>();

/** A question before anybody listened. Who listens after it was refused learns of that, and when to ask again, instead of asking at once. */
interface Ahead {
  readonly answer: Promise<Answer>;
  isTaken: boolean;
  isRefused: boolean;
}

/** Asks ahead for what will probably be shown next; not on a connection that is to be spared, and little at once. */
export function prefetch(query: Query): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (!connection?.saveData && ahead.size < MOST_AHEAD) askAhead(query);
}

/** Asks before anybody listens. Whoever asks the same until it is answered gets this answer. */
export function askAhead(query: Query): void {
  const key = JSON.stringify(query);
  if (answers.has(key) || ahead.has(key)) return;
  const asked: Ahead = { answer: load(query, key), isTaken: false, isRefused: false };
  ahead.set(key, asked);
  const forget = () => ahead.get(key) === asked && ahead.delete(key);
  asked.answer.then(forget, () => {
    asked.isRefused = true;
    if (asked.isTaken) forget();
    else setTimeout(forget, FRESH);
  });
}

const NOTHING = {};

/** Loads with a function whenever the key changes; null loads nothing, and forgets what was loaded. The latest question wins. */
function useLoaded<T>(key: string | null, start: (signal: AbortSignal) => Promise<T>, known?: T): Loaded<T> {
  const [state, setState] = useState<{ data?: T | undefined; error?: Error | undefined; of?: string | null }>(NOTHING);
  const [tries, setTries] = useState(0);
  const version = useRefreshes();
  const starter = useRef(start);
  starter.current = start;
  useEffect(() => {
    if (key === null) return setState(NOTHING);
    const controller = new AbortController();
    starter
      .current(controller.signal)
      .then((data) => !controller.signal.aborted && setState({ data, of: key }))
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        // Without a connection the last answer stays; that there is none is said once for the whole page.
        const isLost = error instanceof ApiError && error.status === 0;
        setState((before) => {
          const data = before.of === key ? before.data : known;
          return { data, error: isLost && data !== undefined ? undefined : (error as Error), of: key };
        });
      });
    return () => controller.abort();
  }, [key, tries, version]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  const isCurrent = state.of === key;
  if (key === null) return { data: undefined, error: undefined, loading: false, retry };
  return {
    data: isCurrent ? state.data : (known ?? state.data),
    error: isCurrent ? state.error : undefined,
    loading: !isCurrent && known === undefined,
    retry,
  };
}

/** The answer to a query; null asks nothing. While a new one is awaited, the answer before stays. */
export function useQuery(query: Query | null): Loaded<Answer> {
  const key = query === null ? null : JSON.stringify(query);
  return useLoaded(key, (signal) => load(query!, key!, signal), key === null ? undefined : answers.get(key)?.answer);
}

/** The answers to several queries, in their order, once all are there; null asks nothing. */
export function useQueries(queries: readonly Query[] | null): Loaded<readonly Answer[]> {
  const keys = queries?.map((query) => JSON.stringify(query));
  const known = keys?.flatMap((key) => answers.get(key)?.answer ?? []);
  return useLoaded(
    keys ? keys.join('\n') : null,
    (signal) => Promise.all(queries!.map((query, at) => load(query, keys![at]!, signal))),
    known && known.length === queries!.length ? known : undefined,
  );
}

const documents = new Map<string, unknown>();
const awaited = new Map<string, Promise<unknown>>();

const early = new Map<string, Promise<unknown>>();

/** Reads JSON before anybody listens. Whoever first asks for the same gets this answer, however late. */
export function readAhead(path: string): void {
  const started = read(path);
  early.set(path, started);
  started.catch(() => undefined);
}

/** What was read at a path. */
export function known<T>(path: string): T | undefined {
  return documents.get(path) as T | undefined;
}

/** Reads JSON. Components that ask for the same at the same time share a request. */
export function read<T>(path: string, body?: unknown): Promise<T> {
  const document = documentKey(path, body);
  const ahead = early.get(document) as Promise<T> | undefined;
  if (early.delete(document)) return ahead!;
  const key = `${refreshes} ${document}`;
  const found = awaited.get(key) as Promise<T> | undefined;
  if (found) return found;
  const started = json<T>(path, body === undefined ? {} : { method: 'POST', body }).then((answer) => {
    keep(document, answer);
    return answer;
  });
  awaited.set(key, started);
  const forget = () => awaited.delete(key);
  started.then(forget, forget);
  return started;
}

function keep(key: string, document: unknown): void {
  documents.delete(key);
  documents.set(key, document);
  if (documents.size > MAX_ENTRIES) documents.delete(documents.keys().next().value!);
}

function documentKey(path: string, body: unknown): string {
  return body === undefined ? path : `${path} ${JSON.stringify(body)}`;
}

/** The JSON at a path; null asks nothing. What was read before is shown until the new answer is there. */
export function useJson<T>(path: string | null): Loaded<T> {
  return useLoaded<T>(path, () => read<T>(path!), path === null ? undefined : (documents.get(path) as T | undefined));
}

/** The most that a page of a list has. */
const PAGE = 500;

/** All of a list that comes in pages, at a path without parameters; null asks nothing. What was read before is shown until the new answer is there. */
export function useList<T>(path: string | null, itemsOf: (page: object) => readonly T[]): Loaded<readonly T[]> {
  const key = path && listKey(path);
  return useLoaded(key, () => readList(path!, itemsOf), key === null ? undefined : (documents.get(key) as readonly T[] | undefined));
}

const listKey = (path: string) => `all of ${path}`;

/** Reads all pages of a list. */
export async function readList<T>(path: string, itemsOf: (page: object) => readonly T[]): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: { readonly meta: { readonly after: string | null } } = await read(`${path}?limit=${PAGE}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`);
    items.push(...itemsOf(page));
    after = page.meta.after;
  } while (after !== null);
  keep(listKey(path), items);
  return items;
}

/** The answer to a question that is sent as JSON; null asks nothing. */
export function useAnswer<T>(path: string, body: unknown): Loaded<T> {
  const key = body === null ? null : documentKey(path, body);
  return useLoaded<T>(key, () => read<T>(path, body), key === null ? undefined : (documents.get(key) as T | undefined));
}

let refreshes = 0;
const { listen, notify } = listenersOf();

/** Asks everything shown again. Answers that did not change cost the server little. */
export function refresh(): void {
  refreshes++;
  refreshed = performance.now();
  notify();
}

function useRefreshes(): number {
  return useSyncExternalStore(listen, () => refreshes);
}

/** Milliseconds after which what a hidden page shows is asked again when it is looked at. */
const STALE = 60_000;

/** Asks again when the page is looked at after a while; the tab may have slept for a night. */
export function useRevisits(): void {
  useEffect(() => {
    let hiddenAt: number | null = null;
    const onChange = () => {
      if (document.visibilityState === 'hidden') hiddenAt = performance.now();
      else if (hiddenAt !== null && performance.now() - hiddenAt > STALE) refresh();
    };
    document.addEventListener('visibilitychange', onChange);
    window.addEventListener('online', refresh);
    return () => {
      document.removeEventListener('visibilitychange', onChange);
      window.removeEventListener('online', refresh);
    };
  }, []);
}

/** Refreshes while the page is visible. */
export function useAutoRefresh(seconds: number | null): void {
  useEffect(() => {
    if (seconds === null) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}
