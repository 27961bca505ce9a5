import { useSyncExternalStore } from 'react';
import { listenersOf } from '../listeners';
import { changeToken, linkBearer, notifySignedOut, renewSession, SESSION, type Session } from './session';

/** What went wrong with a request, in the API's words as far as they are for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds until another try may succeed. */
    readonly retryAfter?: number,
    /** What a program tells refusals of the same status apart by. */
    readonly code?: string,
    /** The id that the server's log has beside a failure. */
    readonly requestId?: string,
  ) {
    super(message);
  }
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What is sent as JSON; a file as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly accept?: string;
  /** False where 401 is an answer and not the end of the session. */
  readonly ends?: boolean;
  /** True for what may fail while the server is well, so that it says nothing about it. */
  readonly isExtra?: boolean;
  /** True for what is sent to its end although the page is left. */
  readonly keepalive?: boolean;
}

let isReached = true;
const { listen, notify } = listenersOf();

/** Whether the server answered last. */
export function useReached(): boolean {
  return useSyncExternalStore(listen, () => isReached);
}

function setReached(value: boolean): void {
  if (isReached === value) return;
  isReached = value;
  notify();
}

/** Sends a request with the session's cookie; throws an ApiError for any refusal. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const token = linkBearer() === null && options.method && options.method !== 'GET' ? changeToken() : null;
  let response = await answerTo(path, options, token);
  // In another tab somebody may have signed out and in: the cookie of all tabs is another session's then.
  if (response.status === 403 && token !== null && path !== SESSION) {
    const renewed = await renewedToken(token);
    if (renewed !== null) response = await answerTo(path, options, renewed);
  }
  if (response.ok) return response;
  if (response.status === 401 && options.ends !== false) notifySignedOut();
  throw await errorOf(response);
}

/**
 * The token of the session that this browser has by now; null if it is still the same, or over.
 * @throws ApiError if another key is signed in, which may not be meant to do what was asked with the one before.
 */
async function renewedToken(token: string): Promise<string | null> {
  const response = await answerTo(SESSION, {}, null);
  if (!response.ok) return null;
  const session = (await response.json()) as Session;
  if (session.csrf_token === null || session.csrf_token === token) return null;
  if (!renewSession(session)) throw new ApiError(403, `The key “${session.name}” has signed in in another tab. Nothing was changed.`);
  return session.csrf_token;
}

async function answerTo(path: string, options: RequestOptions, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  const { body } = options;
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json';
  const bearer = linkBearer();
  if (bearer !== null) headers.Authorization = `Bearer ${bearer}`;
  if (token !== null) headers['X-CSRF-Token'] = token;
  try {
    const early = options.method && options.method !== 'GET' ? undefined : takeEarly(path);
    const response = await (early ?? fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: bearer === null ? 'same-origin' : 'omit',
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    }));
    setReached(true);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (!options.isExtra) setReached(false);
    throw new ApiError(0, 'The server does not answer. The connection may be down.');
  }
}

/** The answer to what boot.js asked before this script ran; each serves once. */
function takeEarly(path: string): Promise<Response> | undefined {
  const { early } = globalThis as { early?: Map<string, Promise<Response>> };
  const answer = early?.get(path);
  early?.delete(path);
  return answer;
}

/** What the API refused, in the page's words, whose code comes with the first refusal; as it is where that does not come. */
export async function inWords(message: string): Promise<string> {
  return import('./wording').then((wording) => wording.inWords(message), () => message);
}

export async function errorOf(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get('Retry-After')) || waitOf(response.status);
  let message = `The server answered ${response.status}.`;
  let code: string | undefined;
  try {
    const body = (await response.json()) as { error?: string; code?: string };
    message = body.error ?? message;
    code = body.code;
  } catch {
    // An answer that is no JSON comes from something in between; its status says enough.
  }
  return new ApiError(response.status, await inWords(message), wait, code, requestIdOf(response));
}

/** Seconds until another try where a refusal of what is too much does not say it. */
const WAIT = 5;

/** How long to wait where an answer does not say it: asking again helps where too much was asked. */
export const waitOf = (status: number): number | undefined => (status === 429 || status === 503 ? WAIT : undefined);

export const requestIdOf = (response: Response): string | undefined => response.headers.get('X-Request-Id') ?? undefined;

/** Sends a request and reads its answer as JSON. */
export async function json<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await (await send(path, options)).json()) as T;
}
