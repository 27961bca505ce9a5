import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ask, type Versioned } from './batch';
import { json } from './client';
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
const answers = new Map<string, Versioned>();

function remember(key: string, versioned: Versioned): void {
  answers.delete(key);
  answers.set(key, versioned);
  if (answers.size > MAX_ENTRIES) answers.delete(answers.keys().next().value!);
}

/** Forgets all answers, as when another key signs in. */
export function forgetAnswers(): void {
  answers.clear();
}

async function load(query: Query, key: string, signal?: AbortSignal): Promise<Answer> {
  const known = answers.get(key);
  const result = await ask(query, known?.etag, signal);
  if (result === 'unchanged') return known!.answer;
  remember(key, result);
  return result.answer;
}

/** Asks ahead for what will probably be shown next. */
export function prefetch(query: Query): void {
  const key = JSON.stringify(query);
  if (!answers.has(key)) load(query, key).catch(() => undefined);
}

/** Loads with a function whenever the key changes; null loads nothing. The latest question wins. */
function useLoaded<T>(key: string | null, start: (signal: AbortSignal) => Promise<T>, known?: T): Loaded<T> {
  const [state, setState] = useState<{ data?: T | undefined; error?: Error | undefined; of?: string | null }>({});
  const [tries, setTries] = useState(0);
  const version = useRefreshes();
  const starter = useRef(start);
  starter.current = start;
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    starter
      .current(controller.signal)
      .then((data) => !controller.signal.aborted && setState({ data, of: key }))
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        setState((before) => ({ data: before.of === key ? before.data : undefined, error: error as Error, of: key }));
      });
    return () => controller.abort();
  }, [key, tries, version]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  const isCurrent = state.of === key;
  return {
    data: isCurrent ? state.data : (known ?? state.data),
    error: isCurrent ? state.error : undefined,
    loading: key !== null && !isCurrent && known === undefined,
    retry,
  };
}

/** The answer to a query; null asks nothing. While a new one is awaited, the answer before stays. */
export function useQuery(query: Query | null): Loaded<Answer> {
  const key = query === null ? null : JSON.stringify(query);
  return useLoaded(key, (signal) => load(query!, key!, signal), key === null ? undefined : answers.get(key)?.answer);
}

/** The JSON at a path; null asks nothing. */
export function useJson<T>(path: string | null): Loaded<T> {
  return useLoaded<T>(path, (signal) => json<T>(path!, { signal }));
}

let refreshes = 0;
const listeners = new Set<() => void>();

/** Asks everything shown again. Answers that did not change cost the server little. */
export function refresh(): void {
  refreshes++;
  listeners.forEach((listener) => listener());
}

function useRefreshes(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => refreshes,
  );
}

/** Refreshes while the page is visible. */
export function useAutoRefresh(seconds: number | null): void {
  useEffect(() => {
    if (seconds === null) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}
