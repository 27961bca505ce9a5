import { useSyncExternalStore } from 'react';
import { listenersOf } from '../listeners';

/** The address, which is the state of the page. */
export interface Location {
  readonly path: string;
  readonly search: string;
}

let current: Location = read();
const { listen, notify } = listenersOf();

function read(): Location {
  return { path: window.location.pathname, search: window.location.search };
}

function changed(): void {
  current = read();
  notify();
}

window.addEventListener('popstate', changed);

/** The parts of a path, decoded; null if one is not well encoded, so that it names nothing. */
export function partsOf(path: string): readonly string[] | null {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** An address of this page that another address names, as where to go after signing in; `/` for what leads elsewhere or is no address. */
export function ownAddress(named: string | null): string {
  const here = window.location.origin;
  // A browser reads `/\host` as `//host`, so that what it makes of the text is looked at, not the text.
  const target = named?.startsWith('/') && URL.canParse(named, here) ? new URL(named, here) : null;
  return target?.origin === here ? target.pathname + target.search + target.hash : '/';
}

/** Goes to an address of this page. */
export function navigate(url: string, options: { replace?: boolean } = {}): void {
  const target = new URL(url, window.location.href);
  if (target.pathname === current.path && target.search === current.search) return;
  window.history[options.replace ? 'replaceState' : 'pushState'](null, '', target);
  const moved = target.pathname !== current.path;
  changed();
  if (moved && !options.replace) window.scrollTo(0, 0);
}

/** The address, and a new rendering whenever it changes. */
export function useLocation(): Location {
  return useSyncExternalStore(listen, () => current);
}
