// What slow answers show must not move what is there: each answer comes after the browser has painted what stands in its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLong, served } from './browser.mjs';
import { HOME } from './screens.mjs';
import { SITE } from './server.mjs';

const stage = served();
const MOST_SHIFT = 0.02;
const WINDOWS = [
  { width: 1280, height: 900 },
  { width: 375, height: 800 },
  { width: 320, height: 700 },
];

const SCREENS = {
  'sites and jobs': ['/', '/jobs', '/jobs/1', '/new', '/sign-in'],
  overview: [HOME, `${HOME}?period=day`, `${HOME}?f=is,country,EE&view=bar`, `${HOME}?view=table`, `${HOME}?tab.places=map`, `${HOME}?seg=1`, `${HOME}/d/pages`, `${HOME}/d/countries?find=e`],
  'other views': [`${HOME}/live`, `${HOME}/explore?split=country`, `${HOME}/explore?by=page`, `${HOME}/funnels`, `${HOME}/funnels?split=country`, `${HOME}/journeys?path=page,/`, `${HOME}/retention`, `${HOME}/quality`],
  settings: ['general', 'install', 'goals', 'annotations', 'segments', 'alerts', 'sharing', 'data', 'keys', 'danger'].map((section) => `${HOME}/settings/${section}`),
  'a site without events': ['/s/empty.example', '/s/empty.example/live', '/s/empty.example/explore', '/s/empty.example/retention', '/s/empty.example/quality'],
};

/**
 * Answers one request after the other, each after the browser has painted what the one before brought; `changes` has, by the end of a path, what
 * becomes of its answer. Resolves to a function that waits until nothing is asked any more.
 */
async function answerSlowly(page, changes = {}) {
  let last = Promise.resolve();
  // A document that is left paints nothing, and takes no answer.
  const ignore = () => undefined;
  const painted = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))).catch(ignore);
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const change = Object.entries(changes).find(([end]) => pathname.endsWith(end))?.[1];
    // The stream would bring what is not changed.
    if (pathname.endsWith('/stream')) return Object.keys(changes).length > 0 ? route.fulfill({ status: 204 }) : route.continue();
    last = last.then(async () => {
      await page.waitForFunction(() => document.querySelector('main')).catch(ignore);
      await painted();
      await route
        .fetch()
        .then(async (response) => route.fulfill(change ? { response, json: change(await response.json()) } : { response }))
        .catch(ignore);
    });
    return last;
  });
  return async () => {
    for (let before = null; before !== last; ) {
      before = last;
      await last;
      // What stands below the window is asked for once it is seen.
      await page.waitForFunction(() => {
        const [first] = document.querySelectorAll('.skeleton, [aria-busy="true"]');
        first?.scrollIntoView({ block: 'nearest' });
        return document.querySelector('h1') && !first;
      });
      await painted();
    }
  };
}

/** Collects by how much the page moves, and what moved. */
function observeShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const sources = entry.sources.map(({ node, previousRect: from, currentRect: to }) => `${node?.className || node?.nodeName} ${from.y},${from.height} to ${to.y},${to.height}`);
      window.shifts.push({ value: entry.value, sources });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** More notes than a row has room for. */
const writeNotes = async () => {
  for (const days of [3, 4, 9]) {
    const at = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    await stage.server.send(`/api/v1/sites/${SITE}/annotations`, { name: 'A note of the length that people write'.repeat(2), personal: false, content: { at } });
  }
};

/** The addresses of `paths` where more moves in a window of that size than may, and what. */
async function shiftsIn(size, paths) {
  const { page, faults, close } = await stage.open('/favicon.svg', { ...size, touch: size.width < 1000 });
  await page.addInitScript(observeShifts);
  const quiet = await answerSlowly(page);
  const moved = [];
  for (const path of paths) {
    await page.goto(stage.server.url + path);
    await quiet();
    const shifts = await page.evaluate(() => window.shifts);
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    if (process.env.SHIFTS) console.log(`${size.width} ${path}: ${sum.toFixed(4)}`);
    if (sum >= MOST_SHIFT) moved.push({ path, width: size.width, sum, shifts });
  }
  assert.deepEqual(faults, []);
  await close();
  return moved;
}

for (const [at, [group, paths]] of Object.entries(SCREENS).entries()) {
  test(`slow answers move nothing: ${group}`, async () => {
    if (group === 'overview') await writeNotes();
    // The windows are looked at side by side, because each mostly waits for the browser to paint.
    const windows = WINDOWS.filter((_, window) => isLong || window === at % WINDOWS.length);
    const moved = (await Promise.all(windows.map((size) => shiftsIn(size, paths)))).flat();
    assert.deepEqual(moved, []);
  });
}

test('a number of any width and a spike move nothing on the live view', async () => {
  const movedBy = async (size) => {
    const { page, faults, close } = await stage.open('/favicon.svg', { ...size, touch: size.width < 1000 });
    await page.addInitScript(observeShifts);
    let visitors = 0;
    const quiet = await answerSlowly(page, {
      '/realtime/visitors': () => visitors,
      '/live': (live) => ({ ...live, last_minute: 'spike' }),
    });
    const moved = [];
    for (visitors of [7, 123_456]) {
      await page.goto(`${stage.server.url}${HOME}/live`);
      await quiet();
      await page.getByText('last minute: spike').waitFor();
      const shifts = await page.evaluate(() => window.shifts);
      if (shifts.reduce((total, { value }) => total + value, 0) >= MOST_SHIFT) moved.push({ width: size.width, visitors, shifts });
    }
    assert.deepEqual(faults, []);
    await close();
    return moved;
  };
  assert.deepEqual((await Promise.all(WINDOWS.map(movedBy))).flat(), []);
});
