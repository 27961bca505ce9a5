import { describe, expect, it, vi } from 'vitest';
import { eventsOf, follow, type StreamState } from '../src/api/stream';
import { isEmbedded, keptOf } from '../src/sharing/embedding';

const body = (...chunks: readonly string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(new TextEncoder().encode(chunk)));
      controller.close();
    },
  });

describe('a stream of events', () => {
  it('is cut anywhere, and has comments and other fields between its data', async () => {
    const found: string[] = [];
    for await (const text of eventsOf(body('retry: 2000\n\nda', 'ta: {"a":', '1}\n\n:\n\ndata: one\r\ndata: two\r', '\n\r\ndata: unfinished'))) found.push(text);
    expect(found).toEqual(['{"a":1}', 'one\ntwo']);
  });

  it('is opened again after it ended, until it is stopped', async () => {
    const answers = [new Response(body('data: 1\n\n')), new Response(null, { status: 503 }), new Response(body('data: 2\n\n'))];
    // What a stream hands on comes in turns of the loop, which no timer of the test moves.
    const realImmediate = setImmediate;
    const turn = () => new Promise((resolve) => realImmediate(resolve));
    vi.useFakeTimers();
    vi.stubGlobal('fetch', () => Promise.resolve(answers.shift() ?? new Response(null, { status: 503 })));
    const controller = new AbortController();
    const [data, states]: [string[], StreamState[]] = [[], []];
    const done = follow('/stream', (text) => data.push(text), (state) => states.push(state), controller.signal);
    for (let step = 0; step < 1_000 && data.length < 2; step++) {
      await turn();
      await vi.advanceTimersByTimeAsync(100);
    }
    controller.abort();
    await vi.runAllTimersAsync();
    await done;
    vi.useRealTimers();
    vi.unstubAllGlobals();
    expect(data).toEqual(['1', '2']);
    expect(states.slice(0, 4)).toEqual(['open', 'waiting', 'waiting', 'open']);
  });
});

describe('a frame', () => {
  it('keeps its own parameters and nothing else', () => {
    expect(keptOf({ embed: '1', theme: 'dark', bg: 'transparent', path: 'page,/' })).toEqual({ embed: '1', theme: 'dark', bg: 'transparent' });
    expect([isEmbedded('?embed=1&theme=dark'), isEmbedded('?embed=0'), isEmbedded('')]).toEqual([true, false, false]);
  });
});
