import { useDeferredValue, type ReactNode } from 'react';
import { SiteContext, useSite, type SiteScreen } from './SiteContext';

/**
 * Shows the site's screen to its children a moment later than to others: what was clicked is painted first, and the panels below follow. At first
 * there is something else in their place. The children must be memoized, or they are rendered twice.
 */
export function Deferred({ atFirst, children }: { atFirst: ReactNode; children: ReactNode }) {
  const screen = useSite();
  const deferred = useDeferredValue<SiteScreen | null>(screen, null);
  if (!deferred) {
    return (
      <>
        <span hidden aria-busy="true" />
        {atFirst}
      </>
    );
  }
  return (
    <SiteContext.Provider value={deferred}>
      {deferred !== screen && <span hidden aria-busy="true" />}
      {children}
    </SiteContext.Provider>
  );
}
