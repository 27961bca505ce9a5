import { listenersOf } from '../listeners';
import type { components } from './schema';

/** Who is signed in, and what their key may do. */
export type Session = components['schemas']['SessionAnswer'];

/** The path of who is signed in. */
export const SESSION = '/api/v1/session';

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('analytics-session');
const { listen, notify } = listenersOf();
const { listen: listenToRenewals, notify: notifyRenewal } = listenersOf();
let current: Session | null = null;
let bearer: string | null = null;

channel?.addEventListener('message', () => notifySignedOut());

/** The token that changes need beside the cookie. */
export function changeToken(): string | null {
  return current?.csrf_token ?? null;
}

export function rememberSession(session: Session | null): void {
  current = session;
}

/** The session that was remembered last. */
export function currentSession(): Session | null {
  return current;
}

/** Goes on with another session of this browser. Returns false if it is another key's, or that key may do other things by now. */
export function renewSession(session: Session): boolean {
  const before = current;
  current = session;
  notifyRenewal();
  return before !== null && before.name === session.name && `${before.scopes}` === `${session.scopes}` && `${before.sites}` === `${session.sites}`;
}

/** Calls a listener when this tab goes on with another session. Returns what ends it. */
export const onRenewed = listenToRenewals;

/** What a shared link was exchanged for; requests then go without the cookie, whoever is signed in. */
export function linkBearer(): string | null {
  return bearer;
}

export function rememberBearer(value: string | null): void {
  bearer = value;
}

/** Where a tab keeps the bearer of a link, so that a reload does not ask for the link's password again. */
const keptUnder = (link: string): string => `link ${link}`;

/** The bearer that this tab keeps for a link. */
export function keptBearer(link: string): string | null {
  try {
    return sessionStorage.getItem(keptUnder(link));
  } catch {
    // Storage may be off, as in frames of other sites; the password is asked for again then.
    return null;
  }
}

/** Keeps the bearer of a link for this tab; null drops it. */
export function keepBearer(link: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(keptUnder(link));
    else sessionStorage.setItem(keptUnder(link), value);
  } catch {
    return;
  }
}

/** Calls a listener when this tab or another one is signed out. Returns what ends it. */
export const onSignedOut = listen;

/** Tells this tab that its session is over. */
export function notifySignedOut(): void {
  current = null;
  notify();
}

/** Tells all tabs. */
export function broadcastSignedOut(): void {
  channel?.postMessage('signed-out');
  notifySignedOut();
}

/** Whether the session's key has a scope; admin has all. */
export function may(session: Session | null, scope: 'stats' | 'sites' | 'import' | 'admin'): boolean {
  return session !== null && (session.scopes.includes(scope) || session.scopes.includes('admin'));
}
