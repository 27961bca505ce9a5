// A drag over the chart, by finger and by mouse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plotBox, served, settled } from './browser.mjs';
import { HOME } from './screens.mjs';

const stage = served();

/** Lets the chart draw its plot again, in other colours; the clock of the page is installed. */
async function drawAgain(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.locator(colorScheme === 'dark' ? '.chart-canvas[data-dark]' : '.chart-canvas:not([data-dark])').waitFor();
  await page.clock.runFor(1000);
}

/** The days in the address are a quarter of the 28 that were there. */
function assertQuarter(page) {
  const { searchParams } = new URL(page.url());
  const days = 1 + (Date.parse(searchParams.get('to')) - Date.parse(searchParams.get('from'))) / 86_400_000;
  assert.ok(days >= 7 && days <= 9, `${days} days of 28 are a quarter`);
}

test('a finger that rests and moves zooms; one that moves at once scrolls', async () => {
  const { page, faults, close } = await stage.open(HOME, { width: 375, height: 700, touch: true });
  await settled(page);
  const plot = page.locator('.chart .u-over');
  await plot.scrollIntoViewIfNeeded();
  let box = await plotBox(page);
  const devtools = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    window.starts = window.scrolls = 0;
    addEventListener('touchstart', () => window.starts++);
    document.addEventListener('scrollend', () => window.scrolls++);
  });
  let starts = 0;
  const touch = async (type, across, down = 0.5) => {
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints: across === undefined ? [] : [{ x: box.x + box.width * across, y: box.y + box.height * down }] });
    // The browser goes on before the page has heard of it.
    if (type === 'touchStart') await page.waitForFunction((count) => window.starts === count, ++starts);
  };
  const selected = () => page.evaluate(() => document.querySelector('.u-select')?.clientHeight > 0);
  await page.clock.install();
  await touch('touchStart', 0.25, 0.9);
  await touch('touchMove', 0.5, 0.1);
  await page.clock.fastForward(1000);
  assert.equal(await selected(), false);
  await touch('touchEnd');
  // While the page scrolls, no finger can keep it from that.
  await page.waitForFunction(() => window.scrolls > 0);
  await plot.scrollIntoViewIfNeeded();
  box = await plotBox(page);
  await touch('touchStart', 0.25);
  await page.clock.fastForward(1000);
  assert.equal(await selected(), true);
  // What draws the plot again, as new numbers do, waits until the finger is up.
  await drawAgain(page, 'dark');
  assert.equal(await selected(), true);
  await touch('touchMove', 0.5);
  await touch('touchEnd');
  await page.waitForURL(/period=custom/);
  assertQuarter(page);
  assert.deepEqual(faults, []);
  await close();
});

test('a press of the mouse goes on where the plot is to be drawn again, which comes after it', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  const plot = page.locator('.chart .u-over');
  const { x, y, width, height } = await plotBox(page);
  await page.clock.install();
  await plot.evaluate((element) => (element.dataset.before = 'true'));
  await page.mouse.move(x + width * 0.3, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.4, y + height / 2);
  await drawAgain(page, 'dark');
  assert.equal(await page.locator('.u-over[data-before]').count(), 1, 'the plot stays while it is pressed');
  await page.mouse.move(x + width * 0.3 + 2, y + height / 2);
  await page.mouse.up();
  await page.clock.runFor(1000);
  await page.locator('.u-over:not([data-before])').waitFor();
  assert.equal(await page.locator('.u-over[data-before]').count(), 0);
  await page.mouse.move(x + width * 0.5, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, y + height / 2);
  await drawAgain(page, 'light');
  await page.mouse.move(x + width * 0.75, y + height / 2);
  await page.mouse.up();
  await page.waitForURL(/period=custom/);
  assertQuarter(page);
  assert.deepEqual(faults, []);
  await close();
});
