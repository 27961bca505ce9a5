// Published clients of Plausible's and other products' users in a real browser, unmodified, with all their options, against the built program.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openStage } from '../../dashboard/tracker/tests/stage.mjs';

const { build } = await import(pathToFileURL(createRequire(new URL('../../dashboard/package.json', import.meta.url)).resolve('vite')));

let stage;
before(async () => (stage = await openStage()));
after(() => stage?.close());

/** A script for pages from code that imports the packages beside this file. */
async function bundle(code, environment = {}) {
  const entry = new URL(`node_modules/entry-${process.pid}.mjs`, import.meta.url).pathname;
  writeFileSync(entry, code);
  try {
    const [{ output }] = await build({
      configFile: false,
      root: new URL('.', import.meta.url).pathname,
      logLevel: 'error',
      publicDir: false,
      define: {
        'process.env.NODE_ENV': '"production"',
        ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)])),
        'process.env': '{}',
      },
      build: { write: false, minify: false, modulePreload: false, lib: { entry, formats: ['iife'], name: 'entry', fileName: 'entry' } },
    });
    return output[0].code.replaceAll('</script', '<\\/script');
  } finally {
    rmSync(entry);
  }
}

/** A site whose pages run the code. */
async function page(code, body = '', more = {}, environment = {}) {
  const script = await bundle(code, environment);
  const site = await stage.site(more);
  const inner = stage.hosts.get(site.domain);
  stage.hosts.set(site.domain, (path) => more.answer?.(path) || { ...inner(path), body: `<!doctype html><title>Page</title><body><div id="root"></div>${body}<script>${script}</script></body>` });
  return site;
}

test('plausible-tracker', async () => {
  const site = await page(
    `import Plausible from 'plausible-tracker';
     const first = Plausible({ domain: location.hostname, apiHost: '${stage.url}', trackLocalhost: false, hashMode: false });
     first.enableAutoPageviews();
     first.enableAutoOutboundTracking();
     window.first = first;
     window.second = Plausible({ domain: location.hostname, apiHost: '${stage.url}', hashMode: true });`,
    '<a id="out" href="http://partner.example/x" onclick="event.preventDefault()">out</a>',
  );
  await site.open('/a');
  await site.page.evaluate(
    () =>
      new Promise((callback) => {
        history.pushState({}, '', '/b');
        first.trackEvent('Signup', { props: { plan: 'team' }, callback });
      }),
  );
  await site.page.evaluate(() => {
    first.trackPageview({ url: `${location.origin}/own`, referrer: 'https://news.example.org/', deviceWidth: 390 });
    location.hash = '#/cart';
    second.trackPageview();
  });
  await site.page.evaluate(() => document.getElementById('out').click());
  // The package takes a new fragment for a move through the history and sends the page again.
  await site.has(['pageview', '/a'], ['pageview', '/b'], ['Signup', '/b'], ['pageview', '/own'], ['pageview', '/b'], ['pageview', '/b#/cart'], ['Outbound Link: Click', '/b']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:plan'], filters: [['is', 'event:name', ['Signup']]] }, [['team', 1]]);
  await site.close();
});

test('@plausible-analytics/tracker', async () => {
  const site = await page(
    `import { init, track, DEFAULT_FILE_TYPES } from '@plausible-analytics/tracker';
     init({
       domain: location.hostname,
       endpoint: '${stage.url}/api/event',
       autoCapturePageviews: true,
       hashBasedRouting: true,
       outboundLinks: true,
       fileDownloads: { fileExtensions: [...DEFAULT_FILE_TYPES, 'step'] },
       formSubmissions: true,
       captureOnLocalhost: false,
       logging: true,
       customProperties: (name) => ({ kind: name }),
       transformRequest: (payload) => (payload.n === 'Secret' ? null : payload),
       bindToWindow: true,
     });
     window.track = track;`,
    `<a id="out" href="http://partner.example/x">out</a> <a id="file" href="/model.step">file</a>
     <form id="form"><button>Send</button></form><button id="tagged" class="plausible-event-name=Tagged">T</button>
     <script>addEventListener('click', (event) => event.target.closest('a') && event.preventDefault()); addEventListener('submit', (event) => event.preventDefault())</script>`,
  );
  await site.open('/a#/one');
  await site.page.evaluate(
    () =>
      new Promise((callback) => {
        track('Secret', {});
        track('Purchase', { props: { plan: 'team' }, revenue: { amount: 9, currency: 'EUR' }, interactive: false, url: `${location.origin}/paid`, callback });
        plausible('Bound');
      }),
  );
  await site.page.evaluate(() => (location.hash = '#/two'));
  for (const id of ['out', 'file', 'tagged']) await site.page.click(`#${id}`);
  await site.page.click('#form button');
  await site.has(
    ['pageview', '/a#/one'],
    ['Purchase', '/paid'],
    ['Bound', '/a#/one'],
    ['pageview', '/a#/two'],
    ['Outbound Link: Click', '/a#/two'],
    ['File Download', '/a#/two'],
    ['Tagged', '/a#/two'],
    ['Form: Submission', '/a#/two'],
  );
  await site.answers({ metrics: ['events'], dimensions: ['event:props:kind', 'event:props:plan'], filters: [['is', 'event:name', ['Purchase']]] }, [['Purchase', 'team', 1]]);
  await site.close();
});

const app = (props) => `import PlausibleProvider, { usePlausible } from 'next-plausible';
  import { createElement } from 'react';
  import { createRoot } from 'react-dom/client';
  function Button() {
    const plausible = usePlausible();
    return createElement('button', { id: 'buy', onClick: () => plausible('Buy', { props: { plan: 'team' }, revenue: { currency: 'EUR', amount: 5 } }) }, 'Buy');
  }
  createRoot(document.getElementById('root')).render(createElement(PlausibleProvider, ${props}, createElement(Button)));`;

test('next-plausible', async () => {
  const options = `{ hashBasedRouting: true, customProperties: { app: 'next' }, transformRequest: (payload) => (payload.n === 'Secret' ? null : payload), outboundLinks: false }`;
  const site = await page(app(`{ src: '${stage.url}/js/pa-Ab1.js', enabled: true, init: ${options}, scriptProps: { 'data-test': 'yes' } }`), '<a id="out" href="http://partner.example/" onclick="event.preventDefault()">out</a>');
  await site.open('/shop#/one');
  await site.page.waitForFunction(() => window.plausible?.l);
  await site.page.click('#buy');
  await site.page.click('#out');
  await site.page.evaluate(() => (location.hash = '#/two'));
  await site.has(['pageview', '/shop#/one'], ['Buy', '/shop#/one'], ['pageview', '/shop#/two']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:app'] }, [['next', 3]]);
  await site.close();
});

test('next-plausible through its proxy', async () => {
  const { withPlausibleProxy } = createRequire(import.meta.url)('next-plausible');
  const config = withPlausibleProxy({ src: `${stage.url}/js/pa-Ab1.js`, scriptPath: '/own/script.js', apiPath: '/own/event' })({});
  const rewrites = await config.rewrites();
  const site = await page(
    app('{ enabled: true }'),
    '',
    { answer: (path) => rewrites.filter(({ source }) => source === path).map(({ destination }) => ({ proxy: destination }))[0] },
    config.env,
  );
  await site.open('/proxied');
  await site.page.waitForFunction(() => window.plausible?.l);
  await site.page.click('#buy');
  await site.has(['pageview', '/proxied'], ['Buy', '/proxied']);
  await site.close();
});

for (const [name, strategy] of [
  ['one by one', ''],
  ['in batches', `, deliveryStrategy: { strategy: 'batching', config: { size: 2, timeout: 200 } }`],
])
  test(`@segment/analytics-next, ${name}`, async () => {
    const site = await page(
      `import { AnalyticsBrowser } from '@segment/analytics-next';
       const apiKey = location.hostname;
       const analytics = AnalyticsBrowser.load({ writeKey: apiKey, cdnSettings: { integrations: { 'Segment.io': { apiKey, apiHost: '${new URL(stage.url).host}/v1', protocol: 'http'${strategy} } } } });
       analytics.page();
       analytics.track('Order Completed', { revenue: 10, currency: 'EUR' });`,
      '',
      { clients: { segment: [] } },
    );
    await site.open('/shop?utm_source=letter');
    await site.has(['pageview', '/shop'], ['Order Completed', '/shop']);
    await site.answers({ metrics: ['visits'], dimensions: ['visit:utm_source'] }, [['letter', 1]]);
    await site.close();
  });

test('posthog-js', async () => {
  const site = await page(
    `import posthog from 'posthog-js/dist/module.full.no-external.js';
     window.posthog = posthog;
     posthog.init(location.hostname, { api_host: '${stage.url}', person_profiles: 'always' });
     posthog.capture('Buy', { plan: 'team' });`,
    '<button id="more">More</button>',
    { clients: { posthog: [] } },
  );
  await site.open('/shop');
  await site.page.waitForFunction(() => window.posthog.autocapture?.isEnabled);
  await site.page.click('#more');
  await site.has(['pageview', '/shop'], ['Buy', '/shop'], ['$autocapture', '/shop']);
  await site.answers({ metrics: ['events'], dimensions: ['event:props:plan'], filters: [['is', 'event:name', ['Buy']]] }, [['team', 1]]);
  await site.close();
});
