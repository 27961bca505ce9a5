import { useEffect, useState } from 'react';
import { send } from './client';

/** How a stream does: it brings news, or it is opened again in a while. */
export type StreamState = 'open' | 'waiting';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Follows server-sent events until it is stopped. A stream that ends is opened again at once if it brought something, else after a wait that
 * doubles. It is read with fetch, because an EventSource has no header for a shared link's bearer.
 */
export async function follow(path: string, onData: (text: string) => void, onState: (state: StreamState) => void, signal: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    try {
      const response = await send(path, { accept: 'text/event-stream', signal, isExtra: true });
      for await (const text of eventsOf(response.body!)) {
        wait = FIRST_WAIT;
        onState('open');
        onData(text);
      }
    } catch {
      if (signal.aborted) return;
    }
    onState('waiting');
    await pause(wait, signal);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

/** The data of the events of a stream; comments and other fields are passed over. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split(/\r?\n/).flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []));
      if (data.length > 0) yield data.join('\n');
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** The last event of a stream, while the page is visible; null follows nothing. */
export function useStream<T>(path: string | null): { readonly data: T | undefined; readonly state: StreamState } {
  const [data, setData] = useState<T>();
  const [state, setState] = useState<StreamState>('waiting');
  useEffect(() => {
    if (path === null) return;
    let controller: AbortController | undefined;
    const start = () => {
      controller?.abort();
      controller = undefined;
      if (document.visibilityState !== 'visible') return;
      controller = new AbortController();
      void follow(path, (text) => setData(JSON.parse(text) as T), setState, controller.signal);
    };
    start();
    document.addEventListener('visibilitychange', start);
    return () => {
      document.removeEventListener('visibilitychange', start);
      controller?.abort();
      setState('waiting');
    };
  }, [path]);
  return { data, state };
}
