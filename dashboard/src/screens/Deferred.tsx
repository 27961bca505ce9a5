import { useDeferredValue, type ReactNode } from 'react';
import { SiteContext, useSite } from './SiteContext';

/**
 * Shows the site's screen to its children a moment later than to others: what was clicked is painted first, and the panels below follow.
 * The children must be memoized, or they are rendered twice.
 */
export function Deferred({ children }: { children: ReactNode }) {
  const screen = useSite();
  const deferred = useDeferredValue(screen);
  return (
    <SiteContext.Provider value={deferred}>
      {deferred !== screen && <span hidden aria-busy="true" />}
      {children}
    </SiteContext.Provider>
  );
}
