import { listen } from './listen';
import type { Payload } from './options';
import { send } from './send';

let page: Payload | undefined; // the pageview that is shown; none if it was ignored
let depth: number; // the lowest point seen of it, in pixels
let reported: number; // the depth that was last sent, in per cent
let visible: number; // milliseconds that it was seen before `since`
let since: number; // when it came into view; 0 while it is not

const look = () => {
  depth = Math.max(depth, scrollY + innerHeight);
};

/** Sends how long and how far the page was seen, if there is something new; less than 3 seconds are not worth a request. */
export const leave = () => {
  if (since) visible += Date.now() - since;
  since = 0;
  const percent = Math.min(100, Math.round((depth / document.documentElement.scrollHeight) * 100));
  if (page && (percent > reported || visible > 2999)) {
    send({ ...page, n: 'engagement', sd: (reported = Math.max(reported, percent)), e: visible });
    visible = 0;
  }
};

const isSeen = () => document.hasFocus() && !document.hidden;

const come = () => {
  if (isSeen()) since ||= Date.now();
  else leave();
};

/** Begins a page. */
export const enter = (pageview?: Payload) => {
  page = pageview;
  depth = visible = reported = 0;
  look();
  // A page behind others is not left: its pageview is still to be sent.
  since = isSeen() ? Date.now() : 0;
};

/** Watches the page. */
export const watchEngagement = () => {
  listen('scroll', look);
  listen('pagehide', leave);
  listen('visibilitychange blur focus', come);
};
