// The rows of panels and of their details: what they show, and what can be done with one or several.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, bare, served, settled, tile } from './browser.mjs';
import { HOME } from './screens.mjs';
import { EVIL } from './server.mjs';

const stage = served();

test('what visitors send is text', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/d/pages`);
  await page.getByRole('dialog').getByRole('link', { name: EVIL, exact: true }).waitFor();
  assert.equal(await page.locator('script:not([src])').count(), 0);

  // The trend of a row is highest on the day that the API says.
  const days = await stage.server.query({ date_range: '28d', metrics: ['visitors'], dimensions: ['time:day'], filters: [['is', 'event:page', ['/sale']]] });
  const counts = days.results.map((row) => row.metrics[0]);
  const trend = page.locator('tr', { has: page.getByRole('link', { name: '/sale', exact: true }) }).locator('.details-trend path').nth(1);
  await trend.waitFor({ state: 'attached' });
  const heights = (await trend.getAttribute('d')).match(/[ML][\d.]+ [\d.]+/g).map((point) => Number(point.split(' ')[1]));
  assert.equal(heights.length, 28);
  assert.equal(heights.indexOf(Math.min(...heights)), counts.indexOf(Math.max(...counts)));

  // All that the list shows is in its address: the text, the column and the page.
  await page.getByRole('searchbox').fill('boots');
  await page.waitForURL(/find=boots/);
  await settled(page);
  assert.deepEqual(await page.locator('.details-value .value').allInnerTexts(), ['/products/boots/northern-granite-winter-boots']);
  await page.getByRole('searchbox').fill('');
  await page.waitForURL((url) => !url.search.includes('find'));
  await page.getByRole('button', { name: 'Pageviews' }).click();
  await page.getByRole('button', { name: 'Pageviews' }).click();
  await page.waitForURL(/order=pageviews,asc/);
  await page.reload();
  await settled(page);
  const views = (await page.locator('td[data-label="Pageviews"]').allInnerTexts()).map(bare);
  assert.deepEqual(views, [...views].sort((one, other) => one - other));
  assert.equal(await page.locator('th[aria-sort="ascending"]').innerText(), 'Pageviews ▲');
  await page.getByRole('dialog').getByRole('link', { name: '/sale', exact: true }).click();
  await page.waitForURL(/\?f=is,page,\/sale$/);
  assert.deepEqual(faults, []);
  await close();
});

test('several rows of details are chosen, with Shift all between two, and filter, exclude or are charted', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/d/pages`, { height: 320 });
  const dialog = page.getByRole('dialog');
  const choose = async (modifiers, ...rows) => {
    for (const row of rows) await dialog.getByRole('checkbox').nth(row).click({ modifiers });
  };
  await settled(page);
  const values = await dialog.locator('.value').allInnerTexts();
  await choose([], 1, 2, 2, 4);
  const bar = await dialog.getByRole('group', { name: '2 chosen' }).boundingBox();
  assert.ok(bar.y + bar.height <= 320, 'what can be done is seen without scrolling');
  await choose(['Shift'], 2);
  const chosen = [values[1], values[4], values[2], values[3]].toSorted();
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole('button', { name: 'Filter to 4' }).click();
  await page.waitForURL((url) => url.pathname === HOME && url.search.startsWith('?f=is,page,'));
  await settled(page);
  assert.deepEqual(decodeURIComponent(new URL(page.url()).search.slice('?f=is,page,'.length)).split(',').toSorted(), chosen);
  const [row] = (await stage.server.query({ date_range: '28d', metrics: ['visitors'], filters: [['is', 'event:page', chosen]] })).results;
  assert.equal(bare(await tile(page, 'visitors')), row.metrics[0]);
  for (const [name, address] of [
    ['Exclude 2', '?f=is_not,country,EE,LV'],
    ['Chart 2 in Explore', '/explore?f=is,country,EE,LV&split=country'],
  ]) {
    await page.goto(`${stage.server.url}${HOME}/d/countries`);
    await settled(page);
    await dialog.getByRole('checkbox', { name: 'Choose Estonia' }).check();
    await dialog.getByRole('checkbox', { name: 'Choose Latvia' }).check();
    await dialog.getByRole('button', { name }).click();
    await page.waitForURL(stage.server.url + HOME + address);
    await settled(page);
  }
  assert.deepEqual(faults, []);
  await close();
});

test('a row of a panel and of its details has its menu by keys, a panel is copied as a table, and a lost connection is said', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await settled(page);
  const openMenu = async (rows, key) => {
    await rows.locator('.value').first().focus();
    await page.keyboard.press(key);
    await page.locator('.layer').getByRole('button', { name: 'Exclude it' }).waitFor();
  };
  for (const rows of [page.locator('section[aria-label="Pages"]'), page.getByRole('dialog')]) {
    for (const key of ['Shift+F10', 'ContextMenu']) {
      await openMenu(rows, key);
      await page.keyboard.press('Escape');
      await page.locator('.layer').waitFor({ state: 'detached' });
    }
    if (await page.getByRole('dialog').count()) break;
    await page.getByRole('link', { name: /^Details.*Pages/ }).click();
    await page.getByRole('dialog').locator('.value').first().waitFor();
  }
  const details = page.getByRole('dialog');
  const first = await details.locator('.value').first().innerText();
  await openMenu(details, 'Shift+F10');
  await page.getByRole('button', { name: 'Copy it' }).click();
  // It is said in the dialog, which covers all else.
  await details.getByText(`“${first}” copied.`).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), first);
  await openMenu(details, 'Shift+F10');
  await page.getByRole('button', { name: 'Exclude it' }).click();
  await page.waitForURL((url) => url.pathname === HOME && url.search === `?f=is_not,page,${first}`);
  await page.goto(stage.server.url + HOME);
  await settled(page);

  await page.getByRole('button', { name: 'Copy Pages as a table' }).click();
  await page.getByText(/Copied as a table: \d+ rows/).waitFor();
  const [head, row] = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  assert.equal(head, 'Page\tVisitors\tShare, %');
  const [answer] = (await stage.server.query({ date_range: '28d', metrics: ['visitors', 'percentage'], dimensions: ['event:page'], pagination: { limit: 1 } })).results;
  assert.equal(row, [...answer.dimensions, ...answer.metrics].join('\t'));

  await page.context().setOffline(true);
  await page.getByText(/^No connection. The numbers are those of \d\d:\d\d/).waitFor();
  const lost = page.waitForEvent('requestfailed');
  await page.keyboard.press('.');
  await lost;
  await settled(page);
  assert.equal(await page.getByRole('alert').count(), 0, 'the numbers stay');
  await page.context().setOffline(false);
  await page.getByText(/^No connection/).waitFor({ state: 'detached' });
  assert.deepEqual(faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')), []);
  await close();
});

test('ten thousand rows are shown page by page, and each is found', async () => {
  const ROWS = 10_000;
  const MANY = 'many.example';
  await stage.server.send('/api/v1/sites', { domain: MANY, timezone: 'Europe/Tallinn' });
  const pathOf = (at) => `/articles/${String(at).padStart(5, '0')}`;
  const timestamp = Date.now() - 3 * 86_400_000;
  const events = Array.from({ length: ROWS }, (_, at) => ({ domain: MANY, name: 'pageview', url: `https://${MANY}${pathOf(at)}`, timestamp: timestamp + at, id: `many-${at}`, visitor_id: `m${at % 3000}` }));
  for (let at = 0; at < ROWS; at += 2000) await stage.server.send('/api/events?import=true', events.slice(at, at + 2000));
  const { page, faults, close } = await stage.open(`/s/${MANY}/d/pages`);
  const shown = page.locator('dialog .pager .meta');
  for (let tries = 0; tries < 100 && !(await shown.filter({ hasText: '1–100 of 10,000' }).count()); tries++) {
    await page.reload();
    await settled(page);
  }
  const rows = page.locator('dialog tbody tr');
  assert.equal(await rows.count(), 100);
  assert.deepEqual(await page.locator('dialog .page-number').allInnerTexts(), ['1', '2', '…', '100']);
  await page.getByRole('button', { name: 'Page 100' }).click();
  await shown.filter({ hasText: '9,901–10,000 of 10,000' }).waitFor();
  await settled(page);
  assert.equal(await rows.count(), 100);
  assert.deepEqual(await page.locator('dialog .page-number').allInnerTexts(), ['1', '…', '99', '100']);
  assert.equal(await page.locator('dialog [aria-current="page"]').innerText(), '100');
  await page.getByRole('searchbox').fill('/0999');
  await page.waitForFunction(() => document.querySelectorAll('dialog tbody tr').length === 10);
  await settled(page);
  assert.deepEqual((await page.locator('.details-value .value').allInnerTexts()).sort(), Array.from({ length: 10 }, (_, at) => pathOf(9990 + at)));
  assert.deepEqual(faults, []);
  await close();
});
