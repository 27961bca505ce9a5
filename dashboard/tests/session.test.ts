import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../src/api/session';

const session = (csrf_token: string, more: Partial<Session> = {}): Session => ({ name: 'admin', scopes: ['admin'], sites: null, expires_at: null, csrf_token, ...more });

/** A server whose cookie is that of a session: changes with another token are refused. Resolves to what sends, and the requests. */
async function begin(mine: Session, theirs: Session | null) {
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (path: string, { method, headers }: RequestInit) => {
    const token = (headers as Record<string, string>)['X-CSRF-Token'];
    sent.push(`${method} ${path} ${token ?? ''}`.trim());
    if (path === '/api/v1/session') return theirs ? Response.json(theirs) : Response.json({ error: 'There is no session.' }, { status: 401 });
    return token === theirs?.csrf_token ? Response.json({}) : Response.json({ error: 'The header X-CSRF-Token is missing or wrong.' }, { status: 403 });
  });
  vi.resetModules();
  const [client, sessions] = [await import('../src/api/client'), await import('../src/api/session')];
  sessions.rememberSession(mine);
  return { sent, ...client, ...sessions };
}

afterEach(() => vi.unstubAllGlobals());

describe('a change after signing out and in again in another tab', () => {
  it('is sent once more with the token of the new session', async () => {
    const { sent, send, changeToken } = await begin(session('old'), session('new'));
    await send('/api/v1/sites/a.example', { method: 'PUT', body: {} });
    expect(sent).toEqual(['PUT /api/v1/sites/a.example old', 'GET /api/v1/session', 'PUT /api/v1/sites/a.example new']);
    expect(changeToken()).toBe('new');
  });

  it('is not made with another key, which is shown from then on', async () => {
    const { sent, send, onRenewed, currentSession } = await begin(session('old'), session('new', { name: 'agency', scopes: ['sites'] }));
    let renewals = 0;
    onRenewed(() => renewals++);
    await expect(send('/api/v1/sites/a.example', { method: 'DELETE' })).rejects.toThrow('“agency” has signed in');
    expect(sent).toHaveLength(2);
    expect([renewals, currentSession()?.name]).toEqual([1, 'agency']);
  });

  it('that is refused for another reason is not repeated', async () => {
    const { sent, send } = await begin(session('old'), session('old'));
    vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
      sent.push(`${method} ${path}`);
      return path === '/api/v1/session' ? Response.json(session('old')) : Response.json({ error: 'The key may not.' }, { status: 403 });
    });
    await expect(send('/api/v1/keys', { method: 'POST', body: {} })).rejects.toThrow('The key may not.');
    expect(sent).toEqual(['POST /api/v1/keys', 'GET /api/v1/session']);
  });
});
