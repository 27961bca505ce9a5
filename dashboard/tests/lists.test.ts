import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

describe('a list that comes in pages', () => {
  it('is read to its end, in its order', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(path);
      const from = Number(new URL(path, 'http://here').searchParams.get('after') ?? 0);
      const goals = Array.from({ length: Math.min(500, 1000 - from) }, (_, at) => ({ id: String(from + at + 1) }));
      return Response.json({ goals, meta: { after: from + goals.length < 1000 ? goals.at(-1)!.id : null, before: null, limit: 500 } });
    });
    vi.resetModules();
    const { readList } = await import('../src/api/useApi');
    const goals = await readList('/api/v1/sites/a.example/goals', (page) => (page as { goals: { id: string }[] }).goals);
    expect(goals.map(({ id }) => Number(id))).toEqual(Array.from({ length: 1000 }, (_, at) => at + 1));
    expect(asked).toEqual(['/api/v1/sites/a.example/goals?limit=500', '/api/v1/sites/a.example/goals?limit=500&after=500']);
  });
});
