import { changeToken, notifySignedOut } from './session';

/** What went wrong with a request, in the API's words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds until another try may succeed. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly accept?: string;
  /** False where 401 is an answer and not the end of the session. */
  readonly ends?: boolean;
}

/** Sends a request with the session's cookie; throws an ApiError for any refusal. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  const token = changeToken();
  if (token !== null && options.method && options.method !== 'GET') headers['X-CSRF-Token'] = token;
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The server does not answer. The connection may be down.');
  }
  if (response.ok) return response;
  if (response.status === 401 && options.ends !== false) notifySignedOut();
  throw await errorOf(response);
}

export async function errorOf(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get('Retry-After'));
  let message = `The server answered ${response.status}.`;
  try {
    message = ((await response.json()) as { error?: string }).error ?? message;
  } catch {
    // An answer that is no JSON comes from something in between; its status says enough.
  }
  return new ApiError(response.status, message, wait > 0 ? wait : undefined);
}

/** Sends a request and reads its answer as JSON. */
export async function json<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await (await send(path, options)).json()) as T;
}
