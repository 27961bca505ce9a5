import { afterEach, describe, expect, it, vi } from 'vitest';
import { rankingOf } from '../src/sites/ranking';
import type { Answer, Site } from '../src/api/types';

const site = (domain: string) => ({ domain }) as Site;
const answer = (...metrics: number[]) => ({ results: [{ metrics, dimensions: [] }] }) as unknown as Answer;

afterEach(() => vi.unstubAllGlobals());

describe('sites by their visitors', () => {
  it('begin with the most, keep the order of names where equal, and end with those without an answer', () => {
    const sites = ['a', 'b', 'c', 'd', 'e'].map(site);
    const answers = new Map([
      ['a', answer(3, 4, 10)],
      ['b', answer(0, 0, 0)],
      ['d', answer(12, 15, 40)],
      ['e', answer(3, 3, 3)],
    ]);
    const ranking = rankingOf(sites, answers, false);
    expect(ranking.sites.map(({ domain }) => domain)).toEqual(['d', 'a', 'e', 'b', 'c']);
    expect([ranking.visits, ranking.pageviews]).toEqual([22, 53]);
  });

  it('are at most a thousand, asked about in steps, and a site that cannot be answered does not stop the others', async () => {
    const batches: number[] = [];
    vi.stubGlobal('fetch', async (path: string, { body }: { body?: string } = {}) => {
      if (body === undefined) {
        const from = Number(new URL(path, 'http://here').searchParams.get('after') ?? 0);
        const sites = Array.from({ length: 100 }, (_, at) => site(`site-${from + at + 1}`));
        return Response.json({ sites, meta: { after: String(from + 100), before: null, limit: 100 } });
      }
      const { queries } = JSON.parse(body) as { queries: { id: string; query: { site_id: string } }[] };
      batches.push(queries.length);
      const lines = queries.map(({ id, query }) => {
        const number = Number(query.site_id.slice('site-'.length));
        return number === 7 ? { id, status: 500, body: { error: 'damaged' } } : { id, status: 200, body: answer(number, 1, 2) };
      });
      return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    });
    vi.resetModules();
    const { readRanking } = await import('../src/sites/ranking');
    const steps: number[] = [];
    const ranking = await readRanking('', new AbortController().signal, (asked) => steps.push(asked));
    expect(ranking.sites.map(({ domain }) => domain)).toEqual([...Array.from({ length: 1000 }, (_, at) => `site-${1000 - at}`).filter((name) => name !== 'site-7'), 'site-7']);
    expect(ranking.hasMore).toBe(true);
    expect([ranking.visits, ranking.pageviews]).toEqual([999, 1998]);
    expect(steps.slice(0, 3)).toEqual([0, 64, 128]);
    expect(Math.max(...batches)).toBe(16);
  });
});
