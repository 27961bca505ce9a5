// What goes wrong between the page and its server, and readers of other languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled, served, tile } from './browser.mjs';
import { HOME } from './screens.mjs';
import { KEY } from './server.mjs';

const stage = served();
const BATCH = '**/api/v2/query/batch';

test('a session that ends leads to the sign-in and back to the same view', async () => {
  const view = `${HOME}?period=91d&f=is,country,EE`;
  const { page, close } = await stage.open(view);
  await settled(page);
  await page.context().clearCookies();
  await page.keyboard.press('.');
  await page.waitForURL(/\/sign-in\?next=/);
  await page.getByLabel('Access key').fill(KEY);
  await page.keyboard.press('Enter');
  await page.waitForURL(stage.server.url + view);
  await settled(page);
  await page.context().clearCookies();
  await page.goto(`${stage.server.url}/?find=empty`);
  await page.waitForURL((url) => url.searchParams.get('next') === '/?find=empty');
  await close();
});

test('whoever signs out on a site’s screen no longer sees it, before the numbers are asked for again', async () => {
  const { page, faults, close } = await stage.open('/favicon.svg', { signedIn: false });
  await page.clock.install();
  await page.context().request.post(`${stage.server.url}/api/v1/session`, { data: { key: KEY } });
  await page.goto(stage.server.url + HOME);
  await settled(page);
  // From now on nothing is asked because time passes.
  await page.clock.pauseAt(new Date(Date.now() + 2_000));
  await page.getByRole('button', { name: 'Theme and account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in\?next=/);
  await page.clock.resume();
  await page.getByLabel('Access key').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('too many questions: the page says when it goes on, and does', async () => {
  const { page, close } = await stage.open('/sign-in');
  let refused = 0;
  await page.route(BATCH, (route) => {
    refused++;
    return route.fulfill({ status: 429, headers: { 'Retry-After': '34' }, json: { error: 'This key has asked 600 times in an hour.' } });
  });
  await page.clock.install();
  await page.goto(stage.server.url + HOME);
  await page.getByText('Goes on in 34 s.').first().waitFor();
  await page.clock.runFor(4_000);
  await page.getByText('Goes on in 30 s.').first().waitFor();
  assert.ok(refused > 0);
  await page.unroute(BATCH);
  await page.clock.runFor(31_000);
  await page.locator('section[aria-label="Pages"] tbody tr').first().waitFor();
  await settled(page);
  assert.equal(await page.getByText(/Goes on in/).count(), 0);
  await close();
});

test('a query that is refused within a batch counts down and goes on, beside the answers of the others', async () => {
  for (const refusal of [{ status: 503, retry_after: 20 }, { status: 429 }]) {
    const seconds = refusal.retry_after ?? 5;
    const { page, faults, close } = await stage.open('/sign-in');
    const again = [];
    let isRefused = false;
    await page.route(BATCH, async (route) => {
      const queries = JSON.parse(route.request().postData()).queries;
      const pages = queries.find(({ query }) => query.dimensions?.[0] === 'event:page');
      if (isRefused) again.push(queries.length);
      if (isRefused || !pages) return route.continue();
      isRefused = true;
      const response = await route.fetch();
      const lines = (await response.text()).split('\n').filter(Boolean).map((line) => (JSON.parse(line).id === pages.id ? JSON.stringify({ id: pages.id, ...refusal, body: { error: 'Too much at once.' } }) : line));
      return route.fulfill({ response, body: `${lines.join('\n')}\n` });
    });
    await page.clock.install();
    await page.goto(stage.server.url + HOME);
    const panel = page.locator('section[aria-label="Pages"]');
    await panel.getByText(`Goes on in ${seconds} s.`).waitFor();
    await panel.getByText('Too much at once.').waitFor();
    await page.locator('section[aria-label="Places"] tbody tr').first().waitFor();
    assert.equal(await page.getByText(/Goes on in/).count(), 1);
    await page.clock.runFor((seconds - 2) * 1000);
    await panel.getByText('Goes on in 2 s.').waitFor();
    assert.deepEqual(again, []);
    await page.clock.runFor(3_000);
    await panel.locator('tbody tr').first().waitFor();
    assert.deepEqual(again, [1]);
    assert.deepEqual(faults, []);
    await close();
  }
});

test('totals that are refused say so in their place, and come when they may be asked again', async () => {
  const { page, faults, close } = await stage.open('/sign-in');
  const isTotals = ({ query }) => !query.dimensions && query.metrics.includes('views_per_visit');
  let isRefused = false;
  await page.route(BATCH, async (route) => {
    const totals = JSON.parse(route.request().postData()).queries.find(isTotals);
    if (isRefused || !totals) return route.continue();
    isRefused = true;
    const response = await route.fetch();
    const refusal = { id: totals.id, status: 503, retry_after: 20, body: { error: 'Too much at once.' } };
    const lines = (await response.text()).split('\n').filter(Boolean).map((line) => (JSON.parse(line).id === totals.id ? JSON.stringify(refusal) : line));
    return route.fulfill({ response, body: `${lines.join('\n')}\n` });
  });
  await page.clock.install();
  await page.goto(stage.server.url + HOME);
  const tiles = page.locator('.tiles');
  await tiles.getByText('Too much at once.').waitFor();
  await tiles.getByText('Goes on in 20 s.').waitFor();
  await page.locator('section[aria-label="Pages"] tbody tr').first().waitFor();
  await page.clock.runFor(21_000);
  await page.locator('[data-metric="visitors"] .tile-value:not(.skeleton)').waitFor();
  assert.equal(await page.getByText('Too much at once.').count(), 0);
  // What can't be asked says what is wrong instead of its numbers.
  await page.goto(`${stage.server.url}${HOME}?seg=999`);
  await tiles.getByText('The segment 999 was deleted, or its owner keeps it. Remove it from the filters.').waitFor();
  await page.getByRole('button', { name: 'Remove the segment no segment 999' }).click();
  await page.locator('[data-metric="visitors"] .tile-value:not(.skeleton)').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('of answers that overtake each other the last question’s is shown', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/d/pages`);
  await settled(page);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const late = [];
  await page.route(BATCH, async (route) => {
    const isEarlier = route.request().postData().includes('"sale"');
    const response = await route.fetch();
    if (isEarlier) await held;
    // A question that nobody waits for any more takes no answer.
    const answered = route.fulfill({ response }).catch(() => undefined);
    if (isEarlier) late.push(answered);
    await answered;
  });
  const search = page.getByRole('searchbox', { name: 'Find in Pages' });
  const asked = page.waitForRequest((request) => request.url().endsWith('/batch') && request.postData().includes('"sale"'));
  await search.fill('sale');
  await asked;
  await search.fill('boots');
  const rows = page.locator('dialog tbody tr');
  await page.waitForFunction(() => document.querySelectorAll('dialog tbody tr').length === 1);
  release();
  await page.waitForFunction(() => !document.querySelector('dialog [aria-busy="true"]'));
  await Promise.all(late);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.match(await rows.innerText(), /northern-granite-winter-boots/);
  assert.deepEqual(faults, []);
  await close();
});

test('numbers and days are written as the reader’s language does, and nothing is wider for it', async () => {
  const [{ metrics }] = (await stage.server.query({ date_range: '28d', metrics: ['visitors', 'pageviews'] })).results;
  const { results } = await stage.server.query({ date_range: '28d', metrics: ['visitors'], dimensions: ['time:day'] });
  const last = new Date(`${results.at(-1).dimensions[0].slice(0, 10)}T00:00:00Z`);
  for (const locale of ['ar-EG', 'de-DE', 'hi-IN', 'ja-JP']) {
    for (const width of [1280, 320]) {
      const { page, faults, close } = await stage.open(HOME, { locale, width });
      await settled(page);
      for (const [at, metric] of ['visitors', 'pageviews'].entries()) assert.equal((await tile(page, metric)).replace(/[\u2066\u2069]/g, ''), new Intl.NumberFormat(locale).format(metrics[at]), locale);
      const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(last);
      assert.equal(await page.locator('.readout-time').innerText(), day, locale);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${locale} at ${width}`);
      assert.deepEqual(faults, []);
      await close();
    }
  }
});

test('an address that names nothing has a heading, a title and a way back', async () => {
  for (const [path, heading] of [
    ['/s/100%', 'Not found'],
    ['/s/%E0%A4%A', 'Not found'],
    ['/s/nobody.example', 'Not found'],
    ['/nothing/here', 'Not found'],
  ]) {
    const { page, faults, close } = await stage.open(path);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    assert.equal(await page.title(), `${heading} · Analytics`);
    await page.getByRole('link', { name: 'To the sites' }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  }
  const { page, close } = await stage.open('/v/ended', { signedIn: false });
  await page.getByRole('heading', { name: 'Shared statistics', level: 1 }).waitFor();
  assert.equal(await page.title(), 'Shared statistics · Analytics');
  await close();
});

test('screens say which key may use them, before anything is filled in', async () => {
  const made = await stage.server.send('/api/v1/keys', { name: 'a reader', scopes: ['stats'] });
  const { page, faults, close } = await stage.open('/new', { key: made.key });
  await page.getByText('A key with the scope “sites” may.').waitFor();
  assert.equal(await page.getByLabel('Domain').count(), 0);
  await page.goto(`${stage.server.url}/jobs`);
  await page.getByText('A key with the scope “admin” may.').waitFor();
  await page.goto(`${stage.server.url}${HOME}/settings/general`);
  await page.getByText('This key may not change the site.').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a link to a segment has no view of the whole site', async () => {
  const [segment] = (await stage.server.send(`/api/v1/sites${HOME.slice(2)}/segments`, undefined, 'GET')).items;
  const links = `/api/v1/sites${HOME.slice(2)}/shared-links`;
  const { id, url } = await stage.server.send(links, { name: 'A part', segment: segment.id });
  const { page, faults, close } = await stage.open(`${new URL(url).pathname}/live`, { signedIn: false });
  await page.getByText('This link shows a segment alone.').waitFor();
  assert.equal(await page.getByText('in the last 30 minutes').count(), 0);
  await page.goto(`${stage.server.url}${new URL(url).pathname}/settings/general`);
  await page.getByText('A shared link shows statistics, and can change nothing.').waitFor();
  assert.deepEqual(faults, []);
  await close();
  await stage.server.send(`${links}/${id}`, undefined, 'DELETE');
});
