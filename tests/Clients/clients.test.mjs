// Published clients of other products, unmodified, against the built program: what each sends is what is counted.
// Run `npm ci` here first; then `node --test --test-reporter=spec`. It prints the figures of each client.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

const require = createRequire(import.meta.url);
const program = new URL('../../artifacts/bin/Analytics.Local/release/analytics.dll', import.meta.url).pathname;
const KEY = 'the admin key of the client tests';
const DEADLINE = 20_000;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let url; // of a proxy that counts the requests
let requests = [];
let child;
let proxy;
let data;

before(async () => {
  data = mkdtempSync(join(tmpdir(), 'analytics-clients-'));
  child = spawn('dotnet', [program, 'serve', '--data', data, '--urls', 'http://127.0.0.1:0'], {
    env: { ...process.env, ANALYTICS_ADMIN_KEY: KEY, Analytics__Web__WarmsUp: 'false' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const server = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The program ended with ${code} before it listened.`)));
    createInterface(child.stdout).on('line', (line) => {
      const found = /^Listening on (http:\S+);/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  proxy = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', async () => {
      const headers = { ...request.headers };
      for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']) delete headers[name];
      const answer = await fetch(server + request.url, { method: request.method, headers, body: parts.length ? Buffer.concat(parts) : undefined });
      requests.push({ path: request.url.split('?')[0], status: answer.status, rejected: answer.headers.get('x-analytics-rejected'), filtered: answer.headers.get('x-analytics-filtered') });
      response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${proxy.address().port}`;
});

after(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  if (child) {
    await new Promise((resolve) => {
      child.removeAllListeners('exit').once('exit', resolve);
      child.kill('SIGTERM');
    });
  }
  rmSync(data, { recursive: true, force: true });
});

async function call(path, body) {
  const response = await fetch(url + path, { method: 'POST', headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
}

/** Registers a site for a protocol, lets the client send, and compares what is counted, by name and page. */
async function counts(protocol, send, expected, { visitors, revenue }) {
  const domain = `${protocol}.example`;
  await call('/api/v1/sites', { domain, clients: { [protocol]: [`KEY-${protocol}`] } });
  requests = [];
  await send({ key: `KEY-${protocol}`, domain });
  const wanted = expected.map((row) => row.join(' ')).sort();
  let found = [];
  for (const end = Date.now() + DEADLINE; Date.now() < end && found.length < wanted.length; ) {
    const { results } = await call('/api/v2/query', { site_id: domain, date_range: 'all', metrics: ['events'], dimensions: ['event:name', 'event:page'] });
    found = results.flatMap(({ dimensions, metrics }) => Array(metrics[0]).fill(dimensions.join(' '))).sort();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const sent = requests.filter(({ path }) => !path.startsWith('/api/v1/') && !path.startsWith('/api/v2/'));
  console.log(`${protocol}: ${sent.length} requests (${[...new Set(sent.map(({ path }) => path))].join(', ')}), ${found.length} events counted`);
  assert.deepEqual(found, wanted);
  assert.deepEqual(sent.filter(({ status, rejected, filtered }) => status >= 300 || rejected || filtered), []);
  const { results } = await call('/api/v2/query', { site_id: domain, date_range: 'all', metrics: ['visitors'] });
  assert.equal(results[0].metrics[0], visitors);
  if (revenue) {
    const [name, currency, amount] = revenue;
    const goal = await fetch(`${url}/api/v1/sites/${domain}/goals`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ goal_type: 'event', event_name: name, currency }),
    });
    assert.ok(goal.ok, await goal.text());
    const answer = await call('/api/v2/query', { site_id: domain, date_range: 'all', metrics: ['total_revenue'], dimensions: ['event:goal'] });
    assert.equal(answer.results[0].metrics[0].value, amount);
  }
}

test('@segment/analytics-node', async () => {
  const { Analytics } = require('@segment/analytics-node');
  await counts(
    'segment',
    async ({ key }) => {
      const analytics = new Analytics({ writeKey: key, host: url, flushAt: 2 });
      analytics.page({ anonymousId: 'a1', properties: { url: 'https://segment.example/cart', title: 'Cart' }, context: { ip: '192.0.2.7', userAgent: AGENT } });
      analytics.track({ userId: 'u1', event: 'Order Completed', properties: { revenue: 19.9, currency: 'EUR', coupon: 'SPRING' } });
      analytics.screen({ userId: 'u1', name: 'Home' });
      analytics.identify({ userId: 'u1', traits: { plan: 'team' } });
      analytics.group({ userId: 'u1', groupId: 'g1' });
      analytics.alias({ userId: 'u1', previousId: 'a1' });
      await analytics.closeAndFlush();
    },
    [['pageview', '/cart'], ['Order Completed', '/'], ['pageview', '/Home']],
    { visitors: 2, revenue: ['Order Completed', 'EUR', 19.9] },
  );
});

test('posthog-node', async () => {
  const { PostHog } = require('posthog-node');
  await counts(
    'posthog',
    async ({ key }) => {
      const client = new PostHog(key, { host: url, flushAt: 1 });
      client.capture({ distinctId: 'd1', event: '$pageview', properties: { $current_url: 'https://posthog.example/a' } });
      client.capture({ distinctId: 'd1', event: 'bought', properties: { revenue: 3, currency: 'GBP', plan: 'solo' }, timestamp: new Date(Date.now() - 60_000) });
      client.capture({ distinctId: 'd2', event: 'bought', properties: { revenue: 4, currency: 'GBP' }, uuid: '0190f3a1-0000-7000-8000-000000000001' });
      client.identify({ distinctId: 'd2', properties: { name: 'Jo' } });
      client.alias({ distinctId: 'd2', alias: 'd3' });
      await client.shutdown();
    },
    [['pageview', '/a'], ['bought', '/'], ['bought', '/']],
    { visitors: 2, revenue: ['bought', 'GBP', 7] },
  );
});

test('@umami/node', async () => {
  const { Umami } = require('@umami/node');
  await counts(
    'umami',
    async ({ key }) => {
      const umami = new Umami({ websiteId: key, hostUrl: url, userAgent: AGENT });
      await umami.track({ hostname: 'umami.example', url: '/cart?x=1', referrer: 'https://news.example/', title: 'Cart' });
      await umami.track('Signup', { plan: 'team' });
      await umami.track({ url: '/paid', name: 'buy', data: { revenue: 8.5, currency: 'EUR' } });
      await umami.identify({ plan: 'team' });
      const answer = await umami.track({ url: '/again' });
      assert.equal((await answer.json()).beep, undefined);
    },
    [['pageview', '/cart'], ['Signup', '/'], ['buy', '/paid'], ['pageview', '/again']],
    { visitors: 1, revenue: ['buy', 'EUR', 8.5] },
  );
});

test('@openpanel/sdk', async () => {
  const { OpenPanel } = require('@openpanel/sdk');
  await counts(
    'openpanel',
    async ({ key }) => {
      const panel = new OpenPanel({ clientId: key, clientSecret: 'secret', apiUrl: url });
      await panel.track('screen_view', { __path: 'https://openpanel.example/a', profileId: 'p1' });
      panel.setGlobalProperties({ app: 'shop' });
      await panel.identify({ profileId: 'p1', firstName: 'Jo' });
      await panel.track('Signup', { plan: 'team' });
      await panel.increment({ profileId: 'p1', property: 'visits' });
      await panel.revenue(12, { currency: 'EUR' });
    },
    [['pageview', '/a'], ['Signup', '/'], ['revenue', '/']],
    { visitors: 1, revenue: ['revenue', 'EUR', 12] },
  );
});

test('@rybbit/node', async () => {
  const { Rybbit } = require('@rybbit/node');
  await counts(
    'rybbit',
    async ({ key }) => {
      const rybbit = new Rybbit({ analyticsHost: url, siteId: key, apiKey: 'secret' });
      await rybbit.pageview({ hostname: 'rybbit.example', pathname: '/a', querystring: '?x=1', user_id: 'u1', user_agent: AGENT, ip_address: '192.0.2.7' });
      await rybbit.event('buy', { pathname: '/paid', user_id: 'u1' }, { revenue: 4, currency: 'EUR', color: 'red' });
      await rybbit.event('Signup', { user_id: 'u2' });
    },
    [['pageview', '/a'], ['buy', '/paid'], ['Signup', '/']],
    { visitors: 2, revenue: ['buy', 'EUR', 4] },
  );
});

test('matomo-tracker', async () => {
  const MatomoTracker = require('matomo-tracker');
  await counts(
    'matomo',
    async ({ key }) => {
      const tracker = new MatomoTracker(key, `${url}/matomo.php`);
      const errors = [];
      tracker.on('error', (error) => errors.push(error));
      tracker.track('https://matomo.example/a');
      tracker.track({ url: 'https://matomo.example/a', e_c: 'video', e_a: 'play', e_n: 'intro', uid: 'jo' });
      const bulk = await new Promise((resolve) =>
        tracker.trackBulk([{ url: 'https://matomo.example/b', uid: 'jo' }, { url: 'https://matomo.example/paid', idgoal: 0, ec_id: 'O7', revenue: 20, uid: 'jo' }], resolve),
      );
      assert.deepEqual(JSON.parse(bulk), { status: 'success', tracked: 2, invalid: 0 });
      assert.deepEqual(errors, []);
    },
    [['pageview', '/a'], ['play', '/a'], ['pageview', '/b'], ['Purchase', '/paid']],
    { visitors: 2 },
  );
});

test('@snowplow/node-tracker', async () => {
  const { newTracker, buildPageView, buildStructEvent, buildSelfDescribingEvent, buildEcommerceTransaction } = require('@snowplow/node-tracker');
  for (const eventMethod of ['post', 'get']) {
    const send = async ({ key }) => {
      const tracker = newTracker({ namespace: 'test', appId: key, encodeBase64: eventMethod === 'get' }, { endpoint: url, eventMethod, bufferSize: 1 });
      tracker.setUserId('u1');
      tracker.setUseragent?.(AGENT);
      tracker.track(buildPageView({ pageUrl: 'https://snowplow.example/a', pageTitle: 'A', referrer: 'https://news.example/' }));
      tracker.track(buildStructEvent({ category: 'media', action: 'play', label: 'intro', value: 2 }));
      tracker.track(buildSelfDescribingEvent({ event: { schema: 'iglu:com.acme/add_to_cart/jsonschema/1-0-0', data: { sku: 'a', n: 2 } } }));
      tracker.track(buildEcommerceTransaction({ orderId: 'O1', total: 30, currency: 'EUR' }));
      await tracker.flush?.();
    };
    if (eventMethod === 'post') {
      await counts('snowplow', send, [['pageview', '/a'], ['play', '/'], ['add_to_cart', '/'], ['Purchase', '/']], { visitors: 1, revenue: ['Purchase', 'EUR', 30] });
    } else {
      // The same tracker by GET, to the same site.
      const before = requests.length;
      await send({ key: 'KEY-snowplow' });
      for (const end = Date.now() + DEADLINE; Date.now() < end && requests.length < before + 4; ) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual(requests.filter(({ path, status, rejected }) => path === '/i' && (status !== 200 || rejected)), []);
      assert.equal(requests.filter(({ path }) => path === '/i').length, 4);
    }
  }
});
