import { listenersOf } from '../listeners';
import type { components } from './schema';

/** Who is signed in, and what their key may do. */
export type Session = components['schemas']['SessionAnswer'];

/** The path of who is signed in. */
export const SESSION = '/api/v1/session';

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('analytics-session');
const { listen, notify } = listenersOf();
let token: string | null = null;
let bearer: string | null = null;

channel?.addEventListener('message', () => notifySignedOut());

/** The token that changes need beside the cookie. */
export function changeToken(): string | null {
  return token;
}

export function rememberToken(session: Session | null): void {
  token = session?.csrf_token ?? null;
}

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
  token = null;
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
