// The rows of panels and of their details: what they show, and what can be done with one or several.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, bare, served, settled, tile } from './browser.mjs';
import { HOME } from './screens.mjs';
import { MANY, pathOf, sendMany } from './many.mjs';
import { EVIL } from './server.mjs';

const stage = served(sendMany);

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

/** Opens a screen of a site with ten thousand pages; resolves once `shown` is there, with all of them counted. */
async function openMany(path, shown, options) {
  const opened = await stage.open(`/s/${MANY}${path}`, options);
  const pager = opened.page.locator('.pager .meta').filter({ hasText: shown });
  for (let tries = 0; tries < 100 && !(await pager.count()); tries++) {
    await opened.page.reload();
    await settled(opened.page);
  }
  await pager.waitFor();
  return opened;
}

test('while another answer is awaited, panels and tiles keep the headings, units and links of the one before', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  const panel = page.locator('section[aria-label="Pages"]');
  const rows = async () => [await panel.locator('thead th').first().innerText(), await panel.locator('.value').evaluateAll((links) => links.map(({ href }) => new URL(href).searchParams.get('f')))];
  const tiles = () => page.locator('.tile').evaluateAll((all) => all.map(({ innerText }) => innerText));
  const held = [];
  await page.route('**/api/v2/query/batch', async (route) => {
    await new Promise((resolve) => held.push(resolve));
    await route.continue();
  });
  for (const [shown, act] of [
    [rows, () => panel.getByRole('tab', { name: 'Entry pages' }).click()],
    // Views per visit are not counted for one page.
    [tiles, () => panel.getByRole('link', { name: '/sale', exact: true }).click()],
  ]) {
    const before = await shown();
    const asked = page.waitForRequest(/query\/batch$/);
    await act();
    await asked;
    await page.waitForFunction(() => document.querySelector('[role="tabpanel"][aria-busy="true"], .tiles[aria-busy="true"]'));
    assert.deepEqual(await shown(), before);
    for (let tries = 0; tries < 100 && (await page.locator('[role="tabpanel"][aria-busy="true"], .tiles[aria-busy="true"]').count()); tries++) {
      held.splice(0).forEach((release) => release());
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
    await settled(page);
    assert.notDeepEqual(await shown(), before);
  }
  assert.deepEqual(faults, []);
  await close();
});

test('ten thousand rows are shown page by page, and each is found', async () => {
  const { page, faults, close } = await openMany('/d/pages', '1–100 of 10,000');
  const shown = page.locator('dialog .pager .meta').first();
  const rows = page.locator('dialog tbody tr');
  assert.equal(await rows.count(), 100);
  assert.deepEqual(await page.locator('dialog .page-number').allInnerTexts(), ['1', '2', '…', '100']);
  await page.getByRole('button', { name: 'Page 100' }).click();
  await shown.filter({ hasText: '9,901–10,000 of 10,000' }).waitFor();
  await settled(page);
  assert.equal(await rows.count(), 100);
  assert.deepEqual(await page.locator('dialog .page-number').allInnerTexts(), ['1', '…', '99', '100']);
  assert.equal(await page.locator('dialog [aria-current="page"]').innerText(), '100');
  assert.deepEqual(await axe(page, { within: '.pager' }), []);
  // Other pages are cut so that the first row of this one is on the page.
  const [first] = await page.locator('.details-value .value').allInnerTexts();
  for (const [count, range, at] of [
    [250, '9,751–10,000', 150],
    [25, '9,751–9,775', undefined],
    [100, '9,701–9,800', undefined],
  ]) {
    await page.getByLabel('Rows of a page').selectOption(String(count));
    await page.waitForURL((url) => url.searchParams.get('rows') === (count === 100 ? null : String(count)));
    await shown.filter({ hasText: `${range} of 10,000` }).waitFor();
    await settled(page);
    assert.equal(await rows.count(), count);
    if (at) assert.equal((await page.locator('.details-value .value').allInnerTexts())[at], first);
    // A row's trend has the visitors of its only day on the scale of all rows.
    if (at) await page.locator('.details-trend path').first().waitFor({ state: 'attached' });
  }
  await page.goBack();
  await shown.filter({ hasText: '9,751–9,775 of 10,000' }).waitFor();
  assert.equal(await page.getByLabel('Rows of a page').inputValue(), '25');
  await page.getByRole('searchbox').fill('/0999');
  await page.waitForFunction(() => document.querySelectorAll('dialog tbody tr').length === 10);
  await settled(page);
  assert.deepEqual((await page.locator('.details-value .value').allInnerTexts()).sort(), Array.from({ length: 10 }, (_, at) => pathOf(9990 + at)));
  assert.equal(await page.locator('dialog .pager').count(), 0, 'so few rows have no pages');
  // What stood for the list is gone with it.
  await page.getByRole('button', { name: 'Close' }).click();
  await page.waitForURL((url) => url.pathname === `/s/${MANY}` && url.search === '');
  // A page that is not there any more leads back to those that are.
  await page.goto(`${stage.server.url}/s/${MANY}/d/pages?p=500`);
  await shown.filter({ hasText: 'No row here of 10,000' }).waitFor();
  await page.getByRole('button', { name: 'Previous', exact: true }).click();
  await shown.filter({ hasText: '9,901–10,000 of 10,000' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('rows of a long list are laid out in steps, none of which holds up what is typed or clicked', async () => {
  for (const [path, list] of [
    ['/d/pages', 'dialog'],
    ['/explore?by=page', 'main'],
  ]) {
    const { page, faults, close } = await openMany(path, '1–100 of 10,000');
    await page.evaluate((selector) => {
      window.steps = [];
      // Called once for all that a rendering has added.
      const count = (changes) => changes.flatMap(({ addedNodes }) => [...addedNodes]).filter(({ nodeName }) => nodeName === 'TR').length;
      new MutationObserver((changes) => window.steps.push(count(changes))).observe(document.querySelector(`${selector} tbody`), { childList: true });
    }, list);
    await page.getByLabel('Rows of a page').selectOption('250');
    await page.locator('.pager .meta').filter({ hasText: '1–250 of 10,000' }).waitFor();
    await settled(page);
    // Rows that are still to be laid out would not be there to stay.
    await page.locator(`${list} tbody tr`).nth(249).waitFor();
    await page.getByRole('button', { name: 'Page 2', exact: true }).click();
    await page.locator('.pager .meta').filter({ hasText: '251–500 of 10,000' }).waitFor();
    await settled(page);
    assert.equal(await page.locator(`${list} tbody tr`).count(), 250);
    const steps = await page.evaluate(() => window.steps.filter((added) => added > 0));
    assert.equal(steps.reduce((sum, added) => sum + added, 0), 400, 'those that were there stay');
    assert.ok(Math.max(...steps) <= 20, `at most 20 rows in each step: ${steps}`);
    assert.ok(await page.locator(`${list} thead`).first().evaluate((head) => head.getBoundingClientRect().top >= 0), 'another page begins at its first row');
    assert.deepEqual(faults, []);
    await close();
  }
});

test('a list of Explore has pages, is sorted as a whole, and begins again where it is of something else', async () => {
  const { page, faults, close } = await openMany('/explore?by=page&comparison=off', '1–100 of 10,000');
  const rows = page.locator('tbody tr');
  const pager = page.locator('.pager');
  await page.getByLabel('Rows of a page').selectOption('25');
  await pager.getByText('1–25 of 10,000').waitFor();
  await settled(page);
  assert.equal(await rows.count(), 25);
  await page.getByLabel('Metric').selectOption('pageviews');
  await page.waitForURL(/m=pageviews/);
  await page.getByRole('button', { name: 'Page 400' }).click();
  await pager.getByText('9,976–10,000 of 10,000').waitFor();
  await settled(page);
  const answer = await stage.server.ask('/api/v2/query', {
    site_id: MANY,
    date_range: '28d',
    metrics: ['pageviews', 'visitors'],
    dimensions: ['event:page'],
    pagination: { limit: 25, offset: 9975 },
  });
  const listed = async () => Promise.all((await rows.all()).map(async (row) => [await row.locator('.value').innerText(), ...(await row.locator('td.end').allInnerTexts()).map(bare)]));
  const expected = (wanted) => wanted.results.map((row) => [...row.dimensions, ...row.metrics]);
  assert.deepEqual(await listed(), expected(answer));
  // The least of all rows, not of those that were shown.
  await page.getByRole('button', { name: 'Pageviews' }).click();
  await page.waitForURL((url) => url.searchParams.get('order') === 'pageviews,asc' && !url.searchParams.has('p'));
  await pager.getByText('1–25 of 10,000').waitFor();
  await settled(page);
  const least = await stage.server.ask('/api/v2/query', {
    site_id: MANY,
    date_range: '28d',
    metrics: ['pageviews', 'visitors'],
    dimensions: ['event:page'],
    order_by: [['pageviews', 'asc']],
    pagination: { limit: 25 },
  });
  assert.deepEqual(await listed(), expected(least));
  await page.getByRole('button', { name: 'Next' }).click();
  await page.waitForURL(/p=2/);
  await page.getByLabel('By', { exact: true }).selectOption('country');
  await page.waitForURL((url) => url.searchParams.get('by') === 'country' && !url.searchParams.has('p') && !url.searchParams.has('order'));
  assert.deepEqual(faults, []);
  await close();
});

test('on a phone a list grows by fifty rows, which stay in its address and on other devices', async () => {
  for (const [path, list] of [
    ['/d/pages', 'dialog tbody tr'],
    ['/explore?by=page', 'main tbody tr'],
  ]) {
    const { page, faults, close } = await openMany(path, '1–100 of 10,000', { width: 375, height: 700, touch: true });
    const rows = page.locator(list);
    const more = page.getByRole('button', { name: 'Load 50 more' });
    const first = await rows.first().innerText();
    await more.scrollIntoViewIfNeeded();
    const last = rows.nth(99);
    const before = await last.boundingBox();
    await more.click();
    await page.waitForURL((url) => url.searchParams.get('rows') === '150');
    await page.locator('.pager .meta').filter({ hasText: '1–150 of 10,000' }).waitFor();
    await settled(page);
    assert.equal(await rows.count(), 150);
    assert.equal(await rows.first().innerText(), first);
    const after = await last.boundingBox();
    assert.ok(Math.abs(after.y - before.y) < 2, `what was read stays where it is: ${before.y}, then ${after.y}`);
    assert.deepEqual(await axe(page, { within: '.pager' }), []);
    // The same address on a desk.
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.reload();
    await page.locator('.pager .meta').filter({ hasText: '1–150 of 10,000' }).waitFor();
    await settled(page);
    assert.equal(await page.getByLabel('Rows of a page').inputValue(), '150');
    assert.equal(await rows.count(), 150);
    await page.goBack();
    await page.locator('.pager .meta').filter({ hasText: '1–100 of 10,000' }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  }
  // The rest, where it is less; then nothing more.
  const { page, faults, close } = await openMany('/d/pages?find=/000', '1–100 of 100', { width: 375, height: 700, touch: true });
  assert.equal(await page.getByRole('button', { name: /^Load/ }).count(), 0);
  await page.goto(`${stage.server.url}/s/${MANY}/d/pages?find=/000&rows=80`);
  await page.getByRole('button', { name: 'Load 20 more' }).click();
  await page.locator('.pager .meta').filter({ hasText: '1–100 of 100' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('details that are closed give the focus back to what opened them, also the first ones after the page came', async () => {
  const { page, faults, close } = await stage.open(HOME, { height: 600 });
  await settled(page);
  const opener = page.getByRole('link', { name: /^Details.* of Pages$/ });
  await opener.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await opener.evaluate((link) => link === document.activeElement), true);
  assert.ok((await page.evaluate(() => window.scrollY)) > 0);
  assert.deepEqual(faults, []);
  await close();
});
