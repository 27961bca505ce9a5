import { watchClicks } from './clicks';
import { watchEngagement } from './engagement';
import { watchNavigation } from './navigation';
import { options } from './options';
import { track } from './track';

declare global {
  interface Window {
    /** Set by the first copy of the script, under any name, or of the module: a page is counted once. */
    __counted?: unknown;
  }
}

/** True if a copy of the script or the module counts the page; then it says that another one does nothing. */
export const isCounted = () => {
  if (window.__counted) console.warn('The page is counted already: this copy of the script does nothing.');
  return window.__counted;
};

/**
 * Begins to watch, as the options say.
 * @param watchVitals Measures the web vitals.
 */
export const start = (watchVitals: () => unknown) => {
  window.__counted = 1;
  watchEngagement();
  // What a page behind others measures says nothing of how it feels.
  if (options.webVitals && !document.hidden) watchVitals();
  watchClicks();
  if (options.autoCapturePageviews != false) watchNavigation();
  if (options.notFound && (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming)?.responseStatus == 404)
    track('404', { props: { path: location.pathname } });
};
