// The tracker, served minified as /js/script.js (see README.md here for how script.min.js is made).
//
//   <script defer data-domain="example.com" src="https://analytics.example/js/script.js"></script>
//
// No cookies, no storage, nothing that outlives the page. It sends a pageview for the page and for each change of the
// address through the history API, and an engagement event (time visible, deepest scroll) when a page is hidden or left.
// window.plausible(name, { props, revenue, interactive, url, callback }) sends custom events; calls that were queued
// in window.plausible.q before the script arrived are sent as soon as it has.
((window, document, location, navigator, history) => {
  const script = document.currentScript;
  const api = script.getAttribute('data-api') || new URL(script.src).origin + '/api/event';

  let page; // the address whose pageview was sent last
  let depth; // the deepest point seen of that page, in pixels
  let visible; // milliseconds that it was visible before `since`
  let since; // when it became visible; 0 while it is hidden
  let reported; // the depth that was last reported, in per cent

  const hidden = () => document.visibilityState == 'hidden';

  const send = (name, options, more) => {
    const callback = options.callback;
    const body = JSON.stringify({
      domain: script.getAttribute('data-domain') || location.hostname,
      name,
      url: options.url || location.href,
      referrer: document.referrer || undefined,
      props: options.props,
      revenue: options.revenue,
      interactive: options.interactive,
      screen_width: window.innerWidth,
      ...more
    });
    // A beacon outlives the page but can't tell how it ended, and may be refused when too much is under way. Both ways
    // send text/plain, which needs no preflight.
    if (callback || !navigator.sendBeacon(api, body)) {
      fetch(api, { method: 'POST', keepalive: true, body }).then(
        response => callback && callback({ status: response.status }),
        error => callback && callback({ error })
      );
    }
  };

  const look = () => {
    depth = Math.max(depth, window.scrollY + window.innerHeight);
  };

  const come = () => {
    if (!since && !hidden()) since = Date.now();
  };

  const leave = () => {
    if (since) visible += Date.now() - since;
    since = 0;
    const percent = Math.min(100, Math.round(depth / document.documentElement.scrollHeight * 100)) || 0;
    // A blink that showed nothing new is not worth a request.
    if (page && (percent > reported || visible > 2999)) {
      send('engagement', { url: page }, { scroll_depth: percent, engagement_time: visible });
      reported = Math.max(reported, percent);
      visible = 0;
    }
  };

  const track = (name, options = {}) => {
    if (name == 'pageview') {
      leave();
      page = options.url || location.href;
      depth = visible = since = 0;
      reported = -1;
      look();
      come();
    }
    send(name, options);
  };

  const moved = () => {
    // A changed fragment alone is the same page.
    if (page && page.split('#')[0] != location.href.split('#')[0]) track('pageview');
  };

  const start = () => {
    // A page that is rendered ahead of time is a visit only once it is shown.
    if (!page && !document.prerendering) {
      track('pageview');
      queue.forEach(call => track(...call));
    }
  };

  const queue = (window.plausible || {}).q || [];
  window.plausible = track;

  // Robots that drive a browser, and files, are no visits.
  if (navigator.webdriver || location.protocol == 'file:') {
    window.plausible = () => {};
    return;
  }

  const push = history.pushState;
  history.pushState = function () {
    push.apply(this, arguments);
    moved();
  };
  const on = (target, name, listener) => target.addEventListener(name, listener);
  on(window, 'popstate', moved);
  on(window, 'scroll', look);
  on(window, 'pagehide', leave);
  on(document, 'visibilitychange', () => hidden() ? leave() : come());
  on(document, 'prerenderingchange', start);
  start();
})(window, document, location, navigator, history);
