// All screens, each loaded once for desks and once for tablets and phones: text that can be read, nothing wider than the window, nothing that covers another
// thing, and nothing that axe finds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, served, settled } from './browser.mjs';
import { FILTERS, HOME, SCREENS } from './screens.mjs';

const stage = served();
const SMALLEST_TEXT = 12;
const LEAST_FIELD = 96;
const HEIGHT = 800;
const PATHS = [...SCREENS, HOME + FILTERS];

/** The texts that are shown smaller than `least` pixels. */
function smallTexts(least) {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (texts.nextNode()) {
    const { parentElement: parent, data } = texts.currentNode;
    if (!data.trim() || !parent.checkVisibility() || parent.closest('.visually-hidden, script, style, noscript')) continue;
    const { fontSize } = getComputedStyle(parent);
    if (parseFloat(fontSize) < least) found.add(`${data.trim().slice(0, 30)}: ${fontSize}`);
  }
  return [...found];
}

/** By how much the page is wider than the window and a dialog than itself, which controls cover each other, and which fields are narrower than `least` pixels. */
function misplaced(least) {
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
  for (const element of [document.documentElement, ...document.querySelectorAll('dialog[open], dialog[open] .modal-body')]) {
    const over = element.scrollWidth - element.clientWidth;
    if (over > 0) found.push(`${element === document.documentElement ? 'The page' : 'The dialog'} is ${over} pixels too wide`);
  }
  return found;
}

/** Opens each screen and resolves to what `look` finds there, with the screen's path. Every second screen is looked at beside the others. */
async function tour(window, look) {
  const halves = [0, 1].map((half) => PATHS.filter((_, at) => at % 2 === half));
  return (await Promise.all(halves.map((paths) => tourOf(paths, window, look)))).flat();
}

async function tourOf(paths, window, look) {
  const { page, faults, close } = await stage.open('/', { height: HEIGHT, ...window });
  const found = [];
  for (const path of paths) {
    await page.goto(stage.server.url + path);
    await settled(page);
    for (const fault of await look(page)) found.push(`${path}: ${fault}`);
  }
  assert.deepEqual(faults, []);
  await close();
  return found;
}

test('on desks all text can be read, nothing is too wide or covered, and axe finds nothing in either theme', async () => {
  const found = await tour({ width: 1280 }, async (page) => {
    const places = [...(await page.evaluate(smallTexts, SMALLEST_TEXT)), ...(await page.evaluate(misplaced, LEAST_FIELD))];
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      places.push(...(await axe(page, { colorsOnly: colorScheme === 'dark' })).map((violation) => `${colorScheme}: ${violation}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    return places;
  });
  assert.deepEqual(found, []);
});

test('on tablets and phones nothing is too wide or covered', async () => {
  const [first, ...narrower] = [768, 641, 375, 320];
  const found = await tour({ width: first, touch: true }, async (page) => {
    const places = [];
    for (const width of [first, ...narrower]) {
      await page.setViewportSize({ width, height: HEIGHT });
      // Phones have other controls, which come once the window is known to be one.
      await settled(page);
      places.push(...(await page.evaluate(misplaced, LEAST_FIELD)).map((place) => `${width}: ${place}`));
    }
    await page.setViewportSize({ width: first, height: HEIGHT });
    return places;
  });
  assert.deepEqual(found, []);
});

test('text has the size that people set in the browser', async () => {
  const { page, close } = await stage.open('/');
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  const before = await size();
  await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
  assert.equal(await size(), 2 * before);
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in an open menu in the ${colorScheme} theme`, async () => {
    const { page, faults, close } = await stage.open(HOME, { scheme: colorScheme });
    await settled(page);
    await page.getByRole('button', { name: /^Period/ }).click();
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(faults, []);
    await close();
  });
}
