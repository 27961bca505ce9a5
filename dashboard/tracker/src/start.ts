import { watchClicks } from './clicks';
import { watchEngagement } from './engagement';
import { watchNavigation } from './navigation';
import { options } from './options';
import { track } from './track';

/**
 * Begins to watch, as the options say.
 * @param watchVitals Measures the web vitals.
 */
export const start = (watchVitals: () => unknown) => {
  watchEngagement();
  // What a page behind others measures says nothing of how it feels.
  if (options.webVitals && !document.hidden) watchVitals();
  watchClicks();
  if (options.autoCapturePageviews != false) watchNavigation();
  if (options.notFound && (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming)?.responseStatus == 404)
    track('404', { props: { path: location.pathname } });
};
