// Phones: the tiles are swiped, and controls stand in one sheet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, served, settled } from './browser.mjs';
import { HOME } from './screens.mjs';

const stage = served();
const HEIGHT = 800;
const TILES = '[role="radiogroup"]';

const openPhone = (path, more = {}) => stage.open(path, { width: 375, height: HEIGHT, touch: true, ...more });
const sheetOf = (page) => page.getByRole('dialog', { name: 'What is shown' });
const gear = (page) => page.getByRole('button', { name: 'What is shown' });

/** Where the row of tiles and one of them are seen. */
const placeOf = (page, metric) =>
  page.evaluate(
    ([selector, name]) => {
      const row = document.querySelector(selector).getBoundingClientRect();
      const tile = document.querySelector(`[data-metric="${name}"]`).getBoundingClientRect();
      return { isSeen: tile.left >= row.left - 1 && tile.right <= row.right + 1, page: window.scrollX, over: document.documentElement.scrollWidth - innerWidth };
    },
    [TILES, metric],
  );

/** Waits until the row of tiles has moved, and moves no more. */
const rested = (page) =>
  page.waitForFunction((selector) => {
    const { scrollLeft } = document.querySelector(selector);
    window.still = scrollLeft === window.stillAt ? window.still + 1 : 0;
    window.stillAt = scrollLeft;
    return scrollLeft > 0 && window.still > 20;
  }, TILES);

test('the tiles stand in one row, which a finger swipes from tile to tile and keys walk through; the page stays', async () => {
  for (const width of [375, 320]) {
    const { page, faults, close } = await openPhone(HOME, { width });
    await settled(page);
    const tops = await page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().top));
    assert.equal(tops.length, 6);
    assert.equal(new Set(tops).size, 1, `one row at ${width}`);
    const metrics = await page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.dataset.metric));
    assert.equal((await placeOf(page, metrics[5])).isSeen, false);

    const box = await page.locator(TILES).boundingBox();
    const devtools = await page.context().newCDPSession(page);
    const touch = (type, ...points) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((x) => ({ x, y: box.y + 30 })) });
    await touch('touchStart', box.x + 260);
    for (let moved = 10; moved <= 150; moved += 10) await touch('touchMove', box.x + 260 - moved);
    await touch('touchEnd');
    // Where a swipe ends, a tile begins.
    await rested(page);
    const [swiped, fromTile] = await page.evaluate((selector) => {
      const row = document.querySelector(selector);
      const left = row.getBoundingClientRect().left + row.clientLeft;
      return [row.scrollLeft, Math.min(...[...row.children].map((tile) => Math.abs(tile.getBoundingClientRect().left - left)))];
    }, TILES);
    assert.ok(swiped > 50 && fromTile < 2, `swiped by ${swiped}, ${fromTile} beside a tile`);
    assert.deepEqual(await placeOf(page, metrics[0]), { isSeen: false, page: 0, over: 0 });

    await page.locator(`[data-metric="${metrics[0]}"]`).focus();
    for (const metric of metrics.slice(1)) {
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction((name) => document.activeElement?.dataset.metric === name && document.activeElement.getAttribute('aria-checked') === 'true', metric);
    }
    await page.waitForFunction(([selector, name]) => document.querySelector(`[data-metric="${name}"]`).getBoundingClientRect().right <= document.querySelector(selector).getBoundingClientRect().right + 1, [TILES, metrics[5]]);
    assert.deepEqual(await placeOf(page, metrics[5]), { isSeen: true, page: 0, over: 0 });
    // An address that names a tile shows it.
    await page.reload();
    await settled(page);
    assert.equal(await page.getByRole('radio', { checked: true }).getAttribute('data-metric'), metrics[5]);
    assert.deepEqual(await placeOf(page, metrics[5]), { isSeen: true, page: 0, over: 0 });
    assert.deepEqual(faults, []);
    await close();
  }
});

test('the controls are in one sheet, which takes the focus, acts, and gives the focus back', async () => {
  const { page, faults, close } = await openPhone(HOME);
  await settled(page);
  assert.equal(await page.getByRole('button', { name: /^(Comparison|Moving average|Save or copy)/ }).count(), 0);
  assert.equal(await page.locator('.chart-head').innerText(), 'Visitors per day · 7-day average');
  await gear(page).click();
  const sheet = sheetOf(page);
  await sheet.waitFor();
  const isInside = () => page.evaluate(() => document.activeElement !== document.body && document.querySelector('dialog.sheet').contains(document.activeElement));
  assert.ok(await isInside(), 'the focus is in the sheet');
  assert.deepEqual(await axe(page), []);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await axe(page, { colorsOnly: true }), []);
  await page.emulateMedia({ colorScheme: 'light' });
  await sheet.getByLabel('Interval').selectOption('week');
  await page.waitForURL(/interval=week/);
  await sheet.getByRole('button', { name: 'Bar chart' }).click();
  await page.waitForURL(/view=bar/);
  await sheet.getByRole('button', { name: /^Comparison/ }).click();
  await sheet.getByRole('button', { name: 'No comparison' }).click();
  await page.waitForURL(/comparison=off/);
  // Esc closes what is on top: a menu, then the sheet.
  await sheet.getByRole('button', { name: /^Moving average/ }).click();
  await page.locator('.layer').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.layer').waitFor({ state: 'detached' });
  assert.ok(await sheet.isVisible());
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'What is shown');
  await settled(page);
  assert.match(await page.locator('.chart-head').innerText(), /^Visitors per week/);
  // A tap beside it closes it as well.
  await gear(page).click();
  await sheet.waitFor();
  await page.touchscreen.tap(180, 20);
  await sheet.waitFor({ state: 'hidden' });
  // A key that needs what is in the sheet opens it.
  await page.keyboard.press('Shift+N');
  await sheet.getByRole('group', { name: 'Add a note to the chart' }).waitFor();
  assert.ok(await isInside(), 'the focus is in the form of the note');
  assert.deepEqual(faults, []);
  await close();
});

test('every view with a period has its controls in the sheet, and says how they are set; desks have no sheet', async () => {
  const { page, faults, close } = await openPhone(HOME);
  for (const [path, group, summary] of [
    ['/explore?split=country', 'Chart', 'Visitors by day · split by country · 7-day average'],
    ['/funnels/1?split=device', 'Funnel', 'within 7 days · in this order · split by device'],
    ['/journeys', 'Journeys', 'Forward · each page'],
    ['/retention', 'Retention', 'By week · first came by any visit · came back by any visit'],
  ]) {
    await page.goto(stage.server.url + HOME + path);
    await settled(page);
    assert.ok(await page.getByText(summary, { exact: true }).isVisible(), summary);
    await gear(page).click();
    await sheetOf(page).getByRole('region', { name: group, exact: true }).waitFor();
    await sheetOf(page).getByRole('region', { name: 'Comparison' }).waitFor();
    for (const width of [375, 320]) {
      await page.setViewportSize({ width, height: HEIGHT });
      const [over, inside] = await page.evaluate(() => [document.documentElement, document.querySelector('dialog.sheet')].map((element) => element.scrollWidth - element.clientWidth));
      assert.deepEqual([over, inside], [0, 0], `${path} at ${width}`);
    }
    assert.deepEqual(await axe(page), [], path);
  }
  // What a control begins below the sheet is seen: the sheet goes.
  await page.goto(`${stage.server.url}${HOME}/journeys`);
  await settled(page);
  await gear(page).click();
  await page.getByLabel('Start: page').fill('/sale');
  await page.keyboard.press('Enter');
  await page.waitForURL(/path=page,\/sale/);
  await sheetOf(page).waitFor({ state: 'hidden' });
  // Views without a period have nothing to set.
  await page.goto(`${stage.server.url}${HOME}/live`);
  await settled(page);
  assert.equal(await gear(page).count(), 0);
  await page.goto(stage.server.url + HOME);
  await settled(page);
  await gear(page).click();
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  await page.locator('.chart-head').getByRole('button', { name: /^Moving average/ }).waitFor();
  assert.equal(await page.locator('dialog').count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('another site is chosen beside the name, with the same screen and period and without the filters', async () => {
  const { page, faults, close } = await openPhone(`${HOME}/explore?period=7d&f=is,country,EE&by=page`);
  await settled(page);
  await page.getByRole('button', { name: 'Another site' }).click();
  const other = page.getByRole('link', { name: 'empty.example' });
  await other.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.layer'));
  assert.deepEqual(await axe(page), []);
  await other.click();
  await page.waitForURL((url) => url.pathname === '/s/empty.example/explore' && url.search === '?period=7d');
  await page.getByRole('heading', { name: 'empty.example' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('hours of several days, whose names are long, fit the window', async () => {
  const dayAgo = (count) => new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10);
  for (const width of [375, 320]) {
    const { page, faults, close } = await openPhone(`${HOME}?period=custom&from=${dayAgo(4)}T10:00&to=${dayAgo(2)}T11:59`, { width });
    await settled(page);
    await page.getByText(/^compared with/).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `at ${width}`);
    const later = await page.getByRole('button', { name: 'Later period' }).boundingBox();
    assert.ok(later.x + later.width <= width, 'the arrows stay in the window');
    assert.deepEqual(faults, []);
    await close();
  }
});

test('a long value of a filter gives way to the other parts of its chip', async () => {
  const { page, faults, close } = await openPhone(`${HOME}?f=is,page,/${'a-long-name-of-a-page-'.repeat(8)}`, { width: 320 });
  await settled(page);
  const parts = await page.locator('[data-filter] > .button, [data-filter] > .menu > .button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect()).map(({ left, right }) => [left, right]));
  assert.equal(parts.length, 4);
  parts.slice(1).forEach(([left], at) => assert.ok(left >= parts[at][1] - 0.5, `part ${at + 1} begins at ${left}, before the end of the one before it, ${parts[at][1]}`));
  assert.ok(parts[3][1] <= 320, 'the button that removes it is in the window');
  assert.deepEqual(faults, []);
  await close();
});
