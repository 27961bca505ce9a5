// Measures how fast the page is: node browser/budgets.mjs. A cold cache, a processor slowed down four times, a site with more than a year.
import { chromium } from 'playwright-core';
import { plotBox, settled } from './browser.mjs';
import { MANY, sendMany } from './many.mjs';
import { KEY, SITE, startServer } from './server.mjs';

const SLOW_DOWN = 4;
const ROUNDS = 3;
const HOME = `/s/${SITE}`;
const YEAR = '?period=12mo&comparison=year_over_year&interval=day&avg=28';
const BUDGETS = { paint: 1000, numbers: 1200, chart: 1500, shift: 0.02, interaction: 150, script: 150 };

/** The longest that the page may work without looking up, in milliseconds, by how many times the processor is slowed down. */
const LONGEST = { 1: 50, 4: 200 };

/** What people do with a list of ten thousand rows. */
const LIST_DEEDS = {
  'type': (page) => page.keyboard.type('/09', { delay: 40 }),
  'clear': (page) => page.getByRole('searchbox').fill(''),
  'sort': (page) => page.getByRole('button', { name: 'Pageviews' }).click(),
  'turn': (page) => page.getByRole('button', { name: 'Page 2', exact: true }).click(),
  '250 rows': (page) => page.getByLabel('Rows of a page').selectOption('250'),
};

/** What people do with a year on the screen. */
const DEEDS = {
  'point at days': async (page) => {
    const box = await plotBox(page);
    for (let part = 0.1; part < 0.9; part += 0.1) await page.mouse.click(box.x + box.width * part, box.y + 100);
  },
  'step through days': async (page) => {
    await page.getByRole('slider').focus();
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowLeft');
    await page.evaluate(() => document.activeElement.blur());
  },
  'another tile': (page) => page.locator('[data-metric="visits"]').click(),
  'average off': (page) => page.keyboard.press('v'),
  'average on': (page) => page.keyboard.press('v'),
  'bars': (page) => page.keyboard.press('b'),
  'running total': (page) => page.keyboard.press('b'),
  'table': (page) => page.keyboard.press('b'),
  'line': (page) => page.keyboard.press('b'),
  'open the periods': (page) => page.getByRole('button', { name: /^Period/ }).click(),
  'close them': (page) => page.keyboard.press('Escape'),
  'open a filter': (page) => page.keyboard.press('/'),
  'close it': (page) => page.keyboard.press('Escape'),
  'another tab': (page) => page.getByRole('tab', { name: 'Exit pages' }).click(),
  'open details': (page) => page.getByRole('link', { name: /^Details.*exit pages/i }).click(),
  'type in details': (page) => page.keyboard.type('boots', { delay: 30 }),
  'close details': (page) => page.getByRole('button', { name: 'Close', exact: true }).click(),
  'filter by a row': (page) => page.getByRole('link', { name: 'Estonia' }).click(),
  'another period': (page) => page.keyboard.press('n'),
  'another screen': (page) => page.getByRole('link', { name: 'Explore', exact: true }).click(),
};

const server = await startServer();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const rounds = [];
const longest = {};
try {
  await sendMany(server);
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure());
  for (const slowDown of Object.keys(LONGEST)) longest[slowDown] = await measureTasks(Number(slowDown));
} finally {
  await browser.close();
  await server.stop();
}

const median = (name) => rounds.map((round) => round[name]).sort((one, other) => one - other)[Math.floor(ROUNDS / 2)];
console.log(`Medians of ${ROUNDS} cold loads, processor slowed down ${SLOW_DOWN} times.`);
for (const [name, budget] of Object.entries(BUDGETS)) {
  const value = median(name);
  console.log(`${name.padEnd(12)} ${String(Number(value.toFixed(4))).padStart(8)}  of ${budget}${value > budget ? '  MISSED' : ''}`);
}

console.log('Milliseconds of each interaction, in every round:');
for (const name of Object.keys(DEEDS)) console.log(`${name.padEnd(20)} ${rounds.map((round) => String(round.interactions[name] ?? '<16').padStart(5)).join('')}`);

console.log('Milliseconds of the longest task, with a list of ten thousand rows:');
for (const [slowDown, budget] of Object.entries(LONGEST)) {
  for (const [name, tasks] of Object.entries(longest[slowDown])) {
    const value = Math.max(0, ...tasks);
    console.log(`${name.padEnd(12)} slowed down ${slowDown} times ${String(value || '<50').padStart(5)}  of ${budget}${value > budget ? '  MISSED' : ''}`);
  }
}

/** The tasks of more than 50 ms, by what people do with a long list. */
async function measureTasks(slowDown) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.request.post(`${server.url}/api/v1/session`, { data: { key: KEY } });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`${server.url}/s/${MANY}/d/pages`);
  await settled(page);
  await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  const found = {};
  for (const [name, act] of Object.entries(LIST_DEEDS)) {
    await page.evaluate(() => window.tasks.splice(0));
    await act(page);
    // What is typed is asked for after a pause.
    await page.waitForTimeout(500);
    await settled(page);
    await page.waitForTimeout(250);
    found[name] = await page.evaluate(() => window.tasks);
  }
  await context.close();
  return found;
}

/** One cold load of a year by day, then what people do with it. */
async function measure() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: 'Europe/Tallinn' });
  const page = await context.newPage();
  await page.request.post(`${server.url}/api/v1/session`, { data: { key: KEY } });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  await page.addInitScript(() => {
    window.measured = { paint: 0, numbers: 0, chart: 0, shift: 0, interactions: {}, deed: '' };
    const { measured } = window;
    new MutationObserver(() => {
      if (!measured.numbers && document.querySelector('.tile-value:not(.skeleton)')) measured.numbers = performance.now();
      if (!measured.chart && document.querySelector('.chart canvas')) measured.chart = performance.now();
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.name === 'first-contentful-paint' && (measured.paint = entry.startTime))).observe({ type: 'paint', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (measured.shift += entry.hadRecentInput ? 0 : entry.value))).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.interactionId && (measured.interactions[measured.deed] = Math.max(measured.interactions[measured.deed] ?? 0, entry.duration)))).observe({
      type: 'event',
      durationThreshold: 16,
      buffered: true,
    });
  });
  await page.goto(server.url + HOME + YEAR);
  await settled(page);
  await page.waitForFunction(() => window.measured.paint > 0);
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.js')).map((entry) => new URL(entry.name).pathname));
  for (const [name, act] of Object.entries(DEEDS)) {
    await page.evaluate((deed) => (window.measured.deed = deed), name);
    await act(page);
    await settled(page);
    // The browser tells of an interaction after its next frame.
    await page.waitForTimeout(250);
  }
  const measured = await page.evaluate(() => window.measured);
  await context.close();
  const lengths = await Promise.all(scripts.map(async (path) => Number((await fetch(server.url + path, { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('Content-Length'))));
  const script = lengths.reduce((sum, length) => sum + length, 0) / 1024;
  return { ...measured, script, interaction: Math.max(...Object.values(measured.interactions)) };
}
