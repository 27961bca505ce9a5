// The page by keys alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, served, settled } from './browser.mjs';
import { HOME } from './screens.mjs';

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

test('with a filter the focus is not lost: it goes to the next one, then to the button that adds one', async () => {
  const { page, faults, close } = await stage.open(`${HOME}?f=is,country,EE&f=is,browser,Firefox`);
  await settled(page);
  const focused = (name) => page.waitForFunction((label) => document.activeElement.getAttribute('aria-label') === label, name);
  await page.getByRole('button', { name: 'Change filter: Country is Estonia' }).focus();
  await page.keyboard.press('Delete');
  await page.waitForURL((url) => !url.search.includes('country'));
  await focused('Change filter: Browser is Firefox');
  await page.getByRole('button', { name: 'Remove filter: Browser is Firefox' }).click();
  await page.waitForURL((url) => !url.search.includes('f='));
  await focused('Add a filter');
  assert.deepEqual(faults, []);
  await close();
});
