import { place } from './ignored';
import { listen } from './listen';
import { track } from './track';

/** Sends a pageview for the page and for every page that the visitor moves to. */
export const watchNavigation = () => {
  const push = history.pushState;
  let shown: string | undefined;
  // A page that is rendered ahead, or in a tab behind, is a visit when it is seen. One from the back-forward cache is seen again.
  const view = (event?: PageTransitionEvent) => {
    if (!document.hidden && (event?.persisted || shown != place())) {
      shown = place();
      track('pageview');
    }
  };
  history.pushState = function (...state) {
    push.apply(this, state);
    view();
  };
  listen('popstate hashchange visibilitychange pageshow', view);
  view();
};
