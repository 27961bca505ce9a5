// Runs the tracker in a page that is made up, step by step, and checks what it sends. Usage: node page.mjs SCRIPT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const code = readFileSync(process.argv[2], 'utf8');

function open({ attributes = {}, webdriver = false, prerendering = false, href = 'https://example.com/a?x=1', queue } = {}) {
  const sent = [];
  const listeners = {};
  const listen = (name, listener) => (listeners[name] ??= []).push(listener);
  const page = { sent, now: 1_000_000, beacon: true, fetched: 0 };
  const location = new URL(href);
  const document = {
    currentScript: { src: 'https://stats.example/js/script.js', getAttribute: name => attributes[name] ?? null },
    referrer: 'https://google.com/',
    visibilityState: 'visible',
    prerendering,
    documentElement: { scrollHeight: 4000 },
    addEventListener: listen
  };
  const history = { pushState(_, __, url) { location.href = new URL(url, location.href).href; } };
  const window = { innerWidth: 1280, innerHeight: 1000, scrollY: 0, addEventListener: listen, plausible: queue && { q: queue } };
  const navigator = { webdriver, sendBeacon: (url, body) => page.beacon && (sent.push({ url, body: JSON.parse(body) }), true) };
  const fetch = async (url, options) => {
    page.fetched++;
    page.options = options;
    sent.push({ url, body: JSON.parse(options.body) });
    return { status: 202 };
  };
  const clock = { now: () => page.now };
  vm.runInNewContext(code, { window, document, location, navigator, history, fetch, URL, Date: clock, Math, JSON });
  return Object.assign(page, {
    window, document, history, location,
    fire: name => (listeners[name] ?? []).forEach(listener => listener()),
    take: () => sent.splice(0)
  });
}

{ // the first pageview
  const page = open({ attributes: { 'data-domain': 'shop.example' } });
  const [{ url, body }] = page.take();
  assert.equal(url, 'https://stats.example/api/event');
  assert.deepEqual(body, {
    domain: 'shop.example', name: 'pageview', url: 'https://example.com/a?x=1', referrer: 'https://google.com/', screen_width: 1280
  });
}

{ // another address to send to; the domain of the page when none is given
  const page = open({ attributes: { 'data-api': 'https://proxy.example/e' } });
  const [{ url, body }] = page.take();
  assert.equal(url, 'https://proxy.example/e');
  assert.equal(body.domain, 'example.com');
}

{ // leaving reports time and depth once, and only what is new
  const page = open();
  page.take();
  page.window.scrollY = 1000;
  page.fire('scroll');
  page.window.scrollY = 0;
  page.fire('scroll');
  page.now += 5000;
  page.document.visibilityState = 'hidden';
  page.fire('visibilitychange');
  const [{ body }] = page.take();
  assert.equal(body.name, 'engagement');
  assert.equal(body.scroll_depth, 50);
  assert.equal(body.engagement_time, 5000);
  page.now += 60000; // hidden time does not count
  page.fire('pagehide');
  assert.equal(page.take().length, 0);
  page.document.visibilityState = 'visible';
  page.fire('visibilitychange');
  page.now += 2000;
  page.fire('pagehide');
  assert.equal(page.take().length, 0); // a blink
  page.document.visibilityState = 'visible';
  page.fire('visibilitychange');
  page.now += 2000;
  page.fire('pagehide');
  assert.equal(page.take()[0].body.engagement_time, 4000);
}

{ // the history API: a new address is a pageview, a new fragment is none
  const page = open();
  page.take();
  page.now += 3000;
  page.history.pushState({}, '', '/b');
  const [engagement, pageview] = page.take();
  assert.equal(engagement.body.name, 'engagement');
  assert.equal(engagement.body.url, 'https://example.com/a?x=1');
  assert.equal(pageview.body.name, 'pageview');
  assert.equal(pageview.body.url, 'https://example.com/b');
  page.history.pushState({}, '', '/b#part');
  assert.equal(page.take().length, 0);
  page.location.href = 'https://example.com/c';
  page.fire('popstate');
  assert.equal(page.take().at(-1).body.url, 'https://example.com/c');
}

{ // custom events, with everything; a callback needs fetch
  const page = open();
  page.take();
  const result = await new Promise(callback => page.window.plausible('Buy', {
    props: { plan: 'team' }, revenue: { currency: 'EUR', amount: 9 }, interactive: false, url: 'https://example.com/u', callback
  }));
  assert.equal(result.status, 202);
  assert.equal(page.options.keepalive, true);
  assert.equal(page.options.method, 'POST');
  const [{ body }] = page.take();
  assert.deepEqual(body.props, { plan: 'team' });
  assert.deepEqual(body.revenue, { currency: 'EUR', amount: 9 });
  assert.equal(body.interactive, false);
  assert.equal(body.url, 'https://example.com/u');
  page.window.plausible('Plain');
  assert.equal(page.take()[0].body.name, 'Plain');
}

{ // a refused beacon is sent by fetch
  const page = open();
  page.take();
  page.beacon = false;
  page.window.plausible('Late');
  assert.equal(page.fetched, 1);
  assert.equal(page.take()[0].body.name, 'Late');
}

{ // calls from before the script arrived
  const page = open({ queue: [['Early', { props: { n: 1 } }], ['Second']] });
  assert.deepEqual(page.take().map(sent => sent.body.name), ['pageview', 'Early', 'Second']);
}

{ // ahead-of-time rendering counts once shown
  const page = open({ prerendering: true });
  assert.equal(page.take().length, 0);
  page.document.prerendering = false;
  page.fire('prerenderingchange');
  assert.equal(page.take().length, 1);
}

{ // robots and files send nothing, and calls do no harm
  for (const page of [open({ webdriver: true }), open({ href: 'file:///tmp/a.html' })]) {
    page.window.plausible('Any');
    assert.equal(page.take().length, 0);
  }
}

console.log('ok');
