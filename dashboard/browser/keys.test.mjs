// The page by keys alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axe, bare, plotBox, served, settled, tile } from './browser.mjs';
import { HOME } from './screens.mjs';
import { KEY, SITE } from './server.mjs';

const stage = served();

test('keys alone compare, average, change the chart and zoom', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  await page.keyboard.press('x');
  await page.waitForURL(/comparison=off/);
  await page.keyboard.press('v');
  await page.waitForURL(/avg=off/);
  await page.keyboard.press('v');
  await page.waitForURL(/avg=7/);
  await page.keyboard.press('Shift+V');
  await page.waitForURL(/avg=14/);
  await page.keyboard.press('b');
  await page.waitForURL(/view=bar/);
  await page.keyboard.press('Shift+Y');
  await page.waitForURL(/scale=log/);
  await page.getByRole('button', { name: 'logarithmic scale' }).click();
  await page.waitForURL((url) => !url.search.includes('scale'));
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
  await page.keyboard.type('compare year');
  const commands = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  await commands.nth(1).waitFor({ state: 'detached' });
  assert.deepEqual(await commands.allInnerTexts(), ['A year before\nCompare']);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Enter');
  await page.waitForURL(/comparison=year_over_year/);
  await settled(page);
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 6; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForURL(/period=custom&from=.*&to=/);
  const url = new URL(page.url());
  const days = (Date.parse(url.searchParams.get('to')) - Date.parse(url.searchParams.get('from'))) / 86_400_000;
  assert.equal(days, 6);
  // Z leads to the range before, whatever was done in between; in an address that was opened zoomed, to the usual one.
  await page.keyboard.press('x');
  await page.waitForURL(/comparison=off/);
  await page.keyboard.press('z');
  await page.waitForURL((shown) => !shown.search.includes('period=') && shown.search.includes('comparison=off'));
  await page.goto(url.href);
  await settled(page);
  await page.keyboard.press('z');
  await page.waitForURL((shown) => shown.pathname === url.pathname && !shown.search.includes('period='));
  assert.deepEqual(faults, []);
  await close();
});

test('hours of a day are zoomed into by the minute, moved earlier, and left again', async () => {
  const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const before = new Date(Date.parse(day) - 7 * 86_400_000).getUTCDate();
  const answer = await stage.server.query({ date_range: [`${day}T12:00:00`, `${day}T14:59:59`], metrics: ['visitors'] });
  const { page, faults, close } = await stage.open(`${HOME}?period=day&date=${day}`);
  await settled(page);
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 2; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.search.includes(`from=${day}T12:00&to=${day}T14:59`));
  await settled(page);
  assert.equal(await slider.getAttribute('aria-valuemax'), '180');
  assert.equal(bare(await tile(page, 'visitors')), answer.results[0].metrics[0]);
  assert.match(await page.locator('.truth').innerText(), new RegExp(`12:00.*15:00.*compared with .*\\b${before}\\b.*12:00.*15:00`, 's'));
  await slider.blur();
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL((url) => url.search.includes(`from=${day}T09:00&to=${day}T11:59`));
  await page.keyboard.press('z');
  await page.waitForURL((url) => url.search.includes('T12:00'));
  assert.deepEqual(faults, []);
  await close();
});

test('a running total is of counts alone, says what it adds up, and is saved as it is drawn', async () => {
  const answer = await stage.server.query({ date_range: '28d', metrics: ['visitors'], dimensions: ['time:day'] });
  const { page, faults, close } = await stage.open(`${HOME}?view=cumulative&m=visitors,bounce_rate`);
  await settled(page);
  const sum = answer.results.reduce((total, row) => total + row.metrics[0], 0);
  assert.equal(bare(await page.locator('[data-series="raw"] strong').innerText()), sum);
  assert.match(await page.locator('[data-series="second"]').innerText(), /^Bounce rate, each day/);
  await page.getByText('who comes on three days counts three times').waitFor();
  await page.getByRole('button', { name: 'Save or copy the chart' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).first().click();
  const lines = readFileSync(await (await download).path(), 'utf8').trim().split('\r\n');
  assert.match(lines[0], /^time:day,running_total_visitors,bounce_rate,/);
  assert.equal(Number(lines.at(-1).split(',')[1]), sum);
  await page.locator('[data-metric="bounce_rate"]').click();
  await page.getByRole('button', { name: 'no running total: percentages do not add up' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Line chart' }).getAttribute('aria-pressed'), 'true');
  assert.deepEqual(faults, []);
  await close();
});

test('a click pins the readout of the chart until the next one or Escape, as Space does', async () => {
  const { page, faults, close } = await stage.open(`${HOME}?f=is,country,EE`);
  await settled(page);
  const box = await plotBox(page);
  const readout = page.locator('.readout-time');
  const at = (part) => page.mouse.move(box.x + box.width * part, box.y + 100);
  const isPinned = () => page.locator('.readout').getAttribute('data-pinned');
  await at(0.3);
  const first = await readout.innerText();
  await page.mouse.down();
  await page.mouse.up();
  await page.getByRole('button', { name: 'Pinned' }).waitFor();
  await at(0.6);
  assert.equal(await readout.innerText(), first);
  await page.mouse.move(box.x + 5, box.y - 200);
  assert.equal(await readout.innerText(), first);
  // The second click lets go, and the readout follows again.
  await at(0.6);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForFunction((text) => document.querySelector('.readout-time').textContent !== text, first);
  assert.equal(await isPinned(), 'false');
  // Escape lets the readout go before it removes filters.
  await page.mouse.down();
  await page.mouse.up();
  await page.getByRole('button', { name: 'Pinned' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Pinned' }).waitFor({ state: 'detached' });
  assert.match(page.url(), /f=is,country,EE/);
  // The keyboard pins by Space, and moves what is pinned.
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  assert.match(await slider.getAttribute('aria-valuetext'), /, pinned$/);
  await page.keyboard.press('ArrowRight');
  assert.equal(await slider.getAttribute('aria-valuenow'), '2');
  await at(0.9);
  assert.equal(await slider.getAttribute('aria-valuenow'), '2');
  await page.keyboard.press('Space');
  assert.equal(await isPinned(), 'false');
  // A drag zooms and pins nothing.
  await at(0.3);
  await page.mouse.down();
  await at(0.6);
  await page.mouse.up();
  await page.waitForURL(/period=custom/);
  await settled(page);
  assert.equal(await isPinned(), 'false');
  assert.deepEqual(faults, []);
  await close();
});

test('a filter is changed where it is clicked: its dimension, its operator or its values', async () => {
  const { page, faults, close } = await stage.open(`${HOME}?f=is,country,EE&f=is,browser,Firefox`);
  await settled(page);
  const chip = page.getByRole('group', { name: /^Filter: / }).first();
  const status = page.locator('.chips > [role="status"]');
  assert.equal(await status.innerText(), '2 filters');
  assert.deepEqual(await chip.getByRole('button').allInnerTexts(), ['Country', 'is', 'Estonia', '✕']);
  // The operator, with what the keyboard does in a menu.
  await chip.getByRole('button', { name: 'is: change the operator' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent === 'is');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/f=is_not,country,EE/);
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'is not: change the operator');
  // The values, with their visitors and how many the choice leaves.
  const filters = [['is', 'visit:browser', ['Firefox']]];
  const { results } = await stage.server.query({ date_range: '28d', metrics: ['visitors'], dimensions: ['visit:country'], filters });
  const visitorsOf = (code) => results.find(({ dimensions }) => dimensions[0] === code).metrics[0];
  const [left] = (await stage.server.query({ date_range: '28d', metrics: ['visitors'], filters: [...filters, ['is_not', 'visit:country', ['EE', 'FI']]] })).results;
  await chip.getByRole('button', { name: 'Estonia: change the values' }).click();
  assert.equal(await page.locator('.editor select').count(), 0);
  await page.locator('.editor label', { hasText: 'Finland' }).getByText(String(visitorsOf('FI')), { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: /^Finland/ }).check();
  await page.locator('.editor [role="status"]').getByText(`${left.metrics[0]} visitors`, { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/f=is_not,country,EE,FI/);
  // Another dimension is chosen with its values; without them the filter stays.
  await chip.getByRole('button', { name: 'Country: change the dimension' }).click();
  await page.getByRole('button', { name: 'Channel', exact: true }).click();
  await page.getByRole('checkbox', { name: /^Direct/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Estonia, Finland: change the values');
  assert.match(page.url(), /f=is_not,country,EE,FI/);
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: /^Finland/, checked: true }).waitFor();
  await page.keyboard.press('Escape');
  await chip.getByRole('button', { name: 'Country: change the dimension' }).click();
  await page.getByRole('button', { name: 'Channel', exact: true }).click();
  await page.getByRole('checkbox', { name: /^Direct/ }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL(/f=is_not,channel,Direct&f=is,browser,Firefox/);
  await page.getByRole('button', { name: 'Remove filter: Channel is not Direct' }).click();
  await page.waitForFunction(() => document.querySelector('.chips > [role="status"]').textContent === '1 filter');
  assert.deepEqual(faults, []);
  await close();
});

test('with a filter the focus is not lost: it goes to the next one, then to the button that adds one', async () => {
  const { page, faults, close } = await stage.open(`${HOME}?f=is,country,EE&f=is,browser,Firefox`);
  await settled(page);
  const focused = (name) => page.waitForFunction((label) => document.activeElement.getAttribute('aria-label') === label, name);
  await page.getByRole('button', { name: 'Country: change the dimension' }).focus();
  await page.keyboard.press('Delete');
  await page.waitForURL((url) => !url.search.includes('country'));
  await focused('Browser: change the dimension');
  await page.getByRole('button', { name: 'Remove filter: Browser is Firefox' }).click();
  await page.waitForURL((url) => !url.search.includes('f='));
  await focused('Add a filter');
  assert.deepEqual(faults, []);
  await close();
});

/** Presses Tab until what has the focus has a name, and fails where the focus can't be seen on the way. */
async function tabTo(page, name) {
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press('Tab');
    const [label, isSeen] = await page.evaluate(() => {
      const element = document.activeElement;
      // A card has the ring of the link that it is.
      const isRinged = (one) => one !== null && getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
      const text = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
      return [text.trim(), element === document.body || (element.matches(':focus-visible') && (isRinged(element) || isRinged(element.closest('.card'))))];
    });
    assert.ok(isSeen, `the focus on “${label}” is seen`);
    if (name.test(label)) return;
  }
  assert.fail(`Tab never comes to ${name}`);
}

test('without a mouse: sign in, filter, compare, average, zoom, export and sign out', async () => {
  const { page, faults, close } = await stage.open('/', { signedIn: false });
  await page.waitForURL(/\/sign-in/);
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: new RegExp(SITE) }).waitFor();
  await tabTo(page, new RegExp(`^${SITE}`));
  await page.keyboard.press('Enter');
  await page.locator('.tile-value:not(.skeleton)').first().waitFor();
  await settled(page);
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Dimension');
  await page.keyboard.type('Country');
  await tabTo(page, /^Find a value/);
  await page.keyboard.type('Eston');
  await page.getByRole('checkbox', { name: /Latvia/ }).waitFor({ state: 'detached' });
  await tabTo(page, /^Estonia/);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.waitForURL(/f=is,country,EE/);
  await page.keyboard.press('x');
  await page.waitForURL(/comparison=off/);
  await settled(page);
  await tabTo(page, /^Moving average/);
  await page.keyboard.press('Enter');
  for (let steps = 0; steps < 3; steps++) {
    if ((await page.evaluate(() => document.activeElement.textContent)) === '28-day average') break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/avg=28/);
  await settled(page);
  await tabTo(page, /^Visitors per day\. Arrow keys/);
  await page.keyboard.press('End');
  for (let step = 0; step < 6; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForURL(/period=custom/);
  await settled(page);
  const download = page.waitForEvent('download');
  await tabTo(page, /^Pages as CSV/);
  await page.keyboard.press('Enter');
  assert.match((await download).suggestedFilename(), /_pages_.*\.csv$/);
  await tabTo(page, /^Theme and account/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sign-in/);
  assert.deepEqual(faults, []);
  await close();
});

test('single keys can be turned off, all of them', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help and keys' });
  await help.getByLabel('Single keys act').uncheck();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  const { href } = new URL(page.url());
  for (const key of ['x', 'v', 'Shift+V', 'b', 'i', 'd', '3', '/', 'c', 'Shift+N', 'Shift+Y', 'ArrowLeft', 'g', 'l', '?']) await page.keyboard.press(key);
  assert.equal(page.url(), href);
  assert.equal(await page.locator('.layer, dialog').count(), 0);
  await page.goto(`${stage.server.url}${HOME}/live`);
  await page.getByText(/· live · Space pauses/).waitFor();
  await page.keyboard.press('Space');
  assert.equal(await page.getByText(/· paused/).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});
