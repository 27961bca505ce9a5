import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const PATH = '/api/v1/sites/a.example/segments/7';

/** The requests that are sent, and how they are answered. */
async function begin(answer: (path: string, method: string) => Response) {
  const sent: string[] = [];
  const fetched = vi.fn(async (path: string, { method, keepalive }: RequestInit) => {
    sent.push(`${method} ${path}${keepalive ? ' kept alive' : ''}`);
    return answer(path, method!);
  });
  vi.stubGlobal('fetch', fetched);
  vi.resetModules();
  const [deletions, definitions, goals, changes] = [await import('../src/api/deletions'), await import('../src/api/definitions'), await import('../src/api/goals'), await import('../src/api/changeDefinition')];
  return { sent, ...deletions, ...definitions, ...goals, ...changes };
}

const fine = () => Response.json({ deleted: true });
const told: string[] = [];
const deleting = { onSent: () => told.push('sent'), onRefused: (error: Error) => told.push(error.message) };

beforeEach(() => told.splice(0));
afterEach(() => vi.unstubAllGlobals());

describe('a deletion', () => {
  it('that is taken back was never sent', async () => {
    const { sent, deleteLater, finishDeletions } = await begin(fine);
    deleteLater(PATH, deleting).takeBack();
    await finishDeletions();
    expect([sent, told]).toEqual([[], []]);
  });

  it('is sent once, also when the page is left, and can’t be taken back then', async () => {
    const { sent, deleteLater, finishDeletions } = await begin(fine);
    const deletion = deleteLater(PATH, deleting);
    expect(sent).toEqual([]);
    await finishDeletions();
    await deletion.sendNow();
    deletion.takeBack();
    expect([sent, told]).toEqual([[`DELETE ${PATH} kept alive`], ['sent']]);
  });

  it('is sent before another change, which may have the name of what was deleted', async () => {
    const { sent, deleteLater, addGoal, pathOf } = await begin(fine);
    deleteLater(pathOf('a.example', 'goals', '3'), deleting);
    await addGoal('a.example', { goal_type: 'event', event_name: 'Buy' });
    expect(sent).toEqual(['DELETE /api/v1/sites/a.example/goals/3 kept alive', 'POST /api/v1/sites/a.example/goals']);
  });

  it('is sent before another change, also if it was still being found out whether it may be', async () => {
    const { sent, consider, deleteLater, addGoal, pathOf } = await begin(fine);
    const considered = consider(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      deleteLater(pathOf('a.example', 'goals', '3'), deleting);
    });
    await addGoal('a.example', { goal_type: 'event', event_name: 'Buy' });
    await considered;
    expect(sent).toEqual(['DELETE /api/v1/sites/a.example/goals/3 kept alive', 'POST /api/v1/sites/a.example/goals']);
  });

  it('that the server refuses says why, and one of what is gone is done', async () => {
    const status = { now: 503 };
    const { deleteLater } = await begin(() => Response.json({ error: 'Not now.' }, { status: status.now }));
    await deleteLater(PATH, deleting).sendNow();
    expect(told).toEqual(['sent', 'Not now.']);
    told.splice(0);
    status.now = 404;
    await deleteLater(PATH, deleting).sendNow();
    expect(told).toEqual(['sent']);
  });
});

describe('a change of a definition', () => {
  it('sends what was changed beside what others stored meanwhile', async () => {
    const bodies: unknown[] = [];
    const before = { id: '7', name: 'EE', personal: false, created_at: '', updated_at: '', content: { filters: [['is', 'visit:country', ['EE']]] } };
    const stored = { ...before, content: { filters: [['is', 'visit:country', ['EE', 'LV']]] } };
    const { changeDefinition } = await begin(() => Response.json(stored));
    const fetched = vi.mocked(fetch);
    await changeDefinition('a.example', 'segments', before, { ...before, name: 'The Baltics' });
    for (const [, init] of fetched.mock.calls) if (init?.body) bodies.push(JSON.parse(String(init.body)));
    expect(bodies).toEqual([{ name: 'The Baltics', personal: false, content: stored.content }]);
  });
});
