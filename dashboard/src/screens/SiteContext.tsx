import { createContext, useContext } from 'react';
import { may, type Session } from '../api/session';
import type { Site } from '../api/types';
import type { Day } from '../dates/days';
import { keptOf } from '../sharing/embedding';
import type { Limits } from '../sharing/limits';
import { navigate } from '../url/location';
import { formatView, type View } from '../url/view';

/** What a site's screens share. */
export interface SiteScreen {
  readonly site: Site;
  readonly view: View;
  /** Today on the site's calendar. */
  readonly today: Day;
  readonly now: Date;
  /** The part of the address after the site; empty for the overview. */
  readonly section: string;
  /** The site's address, `/s/shop.example` or `/v/TOKEN`. */
  readonly root: string;
  /** Whether it may only be looked at, through a shared link or as a stranger. */
  readonly readOnly: boolean;
  readonly session: Session | null;
  readonly limits: Limits;
}

export const SiteContext = createContext<SiteScreen | null>(null);

export function useSite(): SiteScreen {
  const screen = useContext(SiteContext);
  if (!screen) throw new Error('This component needs a SiteContext around it.');
  return screen;
}

/** Whether the reader may store definitions that all see, and any at all. */
export function useRights(): { readonly manages: boolean; readonly contributes: boolean } {
  const { readOnly, session } = useSite();
  return { manages: !readOnly && may(session, 'sites'), contributes: !readOnly && session !== null };
}

/** Addresses of the site with a changed view or another section. */
export function useViewLinks() {
  const { view, root, section } = useSite();
  const href = (change: Partial<View> = {}, to = section) => {
    const rest = change.rest ? { ...keptOf(view.rest), ...change.rest } : view.rest;
    return `${root}${to ? `/${to}` : ''}${formatView({ ...view, ...change, rest })}`;
  };
  const go = (change: Partial<View>, options: { replace?: boolean; to?: string } = {}) => navigate(href(change, options.to ?? section), options);
  /** Changes parameters of this screen alone; undefined takes one out. */
  const set = (change: Readonly<Record<string, string | undefined>>, options: { replace?: boolean; to?: string } = {}) => {
    const rest = Object.entries({ ...view.rest, ...change }).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
    go({ rest: Object.fromEntries(rest) }, options);
  };
  return { href, go, set };
}
