import { place } from './ignored';
import { listen } from './listen';
import { track } from './track';

/** Sends a pageview for the page and for every page that the visitor moves to. */
export const watchNavigation = () => {
  const { pushState: push, replaceState: replace } = history;
  let shown: string | undefined;
  let isWaiting: boolean; // a page that nobody has seen yet
  // A page that is rendered ahead, or in a tab behind, is a visit when it is seen. One from the back-forward cache is seen again.
  const view = (event?: PageTransitionEvent) => {
    if (event?.persisted || shown != place()) {
      if ((isWaiting = document.hidden)) return;
      shown = place();
      track('pageview');
    }
  };
  history.pushState = function (...state) {
    push.apply(this, state);
    view();
  };
  // Another address of the page that is shown already.
  history.replaceState = function (...state) {
    replace.apply(this, state);
    if (!isWaiting) shown = place();
  };
  listen('popstate hashchange pageshow', view);
  listen('visibilitychange', () => isWaiting && view());
  view();
};
