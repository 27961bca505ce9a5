// Sizes and places: text that can be read, layers inside the window, and nothing that covers another thing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { served, settled } from './browser.mjs';
import { HOME, SCREENS } from './screens.mjs';

const stage = served();
const SMALLEST_TEXT = 12;
const LEAST_FIELD = 96;
const WIDTHS = [1280, 375, 320];
const FILTERS = '?f=is,country,EE,LV&f=contains_not,page,/boots&f=any,is%2Cbrowser%2CFirefox,is%2Cos%2CLinux';

const openAt = (width) => stage.open('/', { width, height: 800, touch: width < 1000 });

test('no text is smaller than 12 pixels, and sizes follow what people set in the browser', async () => {
  const { page, close } = await stage.open('/');
  for (const path of SCREENS) {
    await page.goto(stage.server.url + path);
    await settled(page);
    const small = await page.evaluate((least) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = new Set();
      while (texts.nextNode()) {
        const { parentElement: parent, data } = texts.currentNode;
        if (data.trim() && parent.checkVisibility() && !parent.closest('.visually-hidden, script, style, noscript') && parseFloat(getComputedStyle(parent).fontSize) < least) found.add(`${data.trim().slice(0, 30)}: ${getComputedStyle(parent).fontSize}`);
      }
      return [...found];
    }, SMALLEST_TEXT);
    assert.deepEqual(small, [], path);
  }
  const before = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
  assert.equal(await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize)), 2 * before);
  await close();
});

for (const width of WIDTHS) {
  test(`every menu opens inside the window at ${width} pixels`, async () => {
    const { page, faults, close } = await openAt(width);
    for (const path of [HOME + FILTERS, `${HOME}/explore?split=country`, `${HOME}/retention`]) {
      await page.goto(stage.server.url + path);
      await settled(page);
      const buttons = page.locator('.menu > button:visible');
      for (let at = 0; at < (await buttons.count()); at++) {
        const button = buttons.nth(at);
        const name = await button.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent);
        await button.focus();
        await page.keyboard.press('Enter');
        const layer = page.locator('.layer');
        await layer.waitFor();
        await settled(page);
        const box = await layer.boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${name}: ${box.x} to ${box.x + box.width} of ${width} on ${path}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${name} makes the page ${over} pixels wider on ${path}`);
        await page.keyboard.press('Escape');
        await layer.waitFor({ state: 'detached' });
      }
    }
    assert.deepEqual(faults, []);
    await close();
  });

  test(`no control covers another and fields have room at ${width} pixels`, async () => {
    const { page, close } = await openAt(width);
    for (const path of [...SCREENS, HOME + FILTERS]) {
      await page.goto(stage.server.url + path);
      await settled(page);
      const faults = await page.evaluate((least) => {
        // The part of an element that is seen: what its scrolling parents leave of it.
        const seen = (element) => {
          let { left, right, top, bottom } = element.getBoundingClientRect();
          for (let parent = element.parentElement; parent; parent = parent.parentElement) {
            const { overflow, clipPath } = getComputedStyle(parent);
            if (clipPath !== 'none') return { left: 0, right: 0, top: 0, bottom: 0 };
            if (overflow === 'visible') continue;
            const box = parent.getBoundingClientRect();
            [left, right, top, bottom] = [Math.max(left, box.left), Math.min(right, box.right), Math.max(top, box.top), Math.min(bottom, box.bottom)];
          }
          return { left, right, top, bottom };
        };
        const root = document.querySelector('dialog[open]') ?? document.querySelector('main');
        const controls = [...root.querySelectorAll('button, a[href], input, select, summary, h1, h2')]
          .filter((element) => element.checkVisibility() && !element.closest('.bottom-bar, .row-more, .map, .visually-hidden'))
          .map((element) => ({ element, box: seen(element), name: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40) }))
          .filter(({ box }) => box.right - box.left > 1 && box.bottom - box.top > 1);
        const found = controls
          .filter(({ element, box }) => element.matches('input:not([type="checkbox"], [type="radio"])') && box.right - box.left < least)
          .map(({ name, box }) => `${name} is ${Math.round(box.right - box.left)} pixels wide`);
        controls.forEach((one, at) => {
          for (const other of controls.slice(at + 1)) {
            if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
            const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
            const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
            if (wide > 2 && high > 2) found.push(`${one.name} and ${other.name} cover each other by ${Math.round(wide)} × ${Math.round(high)}`);
          }
        });
        return found;
      }, LEAST_FIELD);
      assert.deepEqual(faults, [], path);
    }
    await close();
  });
}

test('what a layer holds is as wide as the layer', async () => {
  for (const width of WIDTHS) {
    const { page, close } = await openAt(width);
    await page.goto(stage.server.url + HOME);
    await settled(page);
    for (const name of ['Add a filter', /^Period/, /^Comparison/, /^Moving average/, 'Add a note to the chart']) {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
      await page.locator('.layer').waitFor();
      await settled(page);
      const over = await page.locator('.layer').evaluate((layer) => layer.scrollWidth - layer.clientWidth);
      assert.ok(over <= 0, `${name} at ${width}: ${over} pixels wider than its layer`);
      await page.keyboard.press('Escape');
    }
    await close();
  }
});

test('a job that failed says why, and claims nothing about the numbers', async () => {
  const { page, close } = await stage.open('/');
  const job = { id: '7', kind: 'locate-again', from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z', sites: null, dryRun: false, state: 'failed', created_at: '2026-11-09T00:00:00Z', started_at: null, ended_at: '2026-11-09T00:00:00Z', cancel_requested: false, error: 'This release has no jobs of that kind.', progress: null };
  await page.route('**/api/v1/jobs', (route) => route.fulfill({ json: { jobs: [job] } }));
  await page.route('**/api/v1/jobs/7', (route) => route.fulfill({ json: job }));
  for (const path of ['/jobs', '/jobs/7']) {
    await page.goto(stage.server.url + path);
    await page.getByText(job.error).waitFor();
    await settled(page);
    assert.equal(await page.getByText(/Nothing differs|Report/).count(), 0, path);
  }
  await close();
});
