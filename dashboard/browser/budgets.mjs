// Measures how fast the page is: node browser/budgets.mjs. A cold cache, a processor slowed down four times, a site with more than a year.
import { chromium } from 'playwright-core';
import { settled } from './browser.mjs';
import { KEY, SITE, startServer } from './server.mjs';

const SLOW_DOWN = 4;
const ROUNDS = 3;
const HOME = `/s/${SITE}`;
const YEAR = '?period=12mo&comparison=year_over_year&interval=day&avg=28';
const BUDGETS = { paint: 1000, numbers: 1200, chart: 1500, shift: 0.02, interaction: 150, script: 150 };

const server = await startServer();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const rounds = [];
try {
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure());
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

/** One cold load of a year by day, then what people do with it. */
async function measure() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: 'Europe/Tallinn' });
  const page = await context.newPage();
  await page.request.post(`${server.url}/api/v1/session`, { data: { key: KEY } });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  await page.addInitScript(() => {
    window.measured = { paint: 0, numbers: 0, chart: 0, shift: 0, interaction: 0 };
    const { measured } = window;
    new MutationObserver(() => {
      if (!measured.numbers && document.querySelector('.tile-value:not(.skeleton)')) measured.numbers = performance.now();
      if (!measured.chart && document.querySelector('.chart canvas')) measured.chart = performance.now();
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.name === 'first-contentful-paint' && (measured.paint = entry.startTime))).observe({ type: 'paint', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (measured.shift += entry.hadRecentInput ? 0 : entry.value))).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.interactionId && (measured.interaction = Math.max(measured.interaction, entry.duration)))).observe({
      type: 'event',
      durationThreshold: 16,
      buffered: true,
    });
  });
  await page.goto(server.url + HOME + YEAR);
  await settled(page);
  await page.waitForFunction(() => window.measured.paint > 0);
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.js')).map((entry) => new URL(entry.name).pathname));
  await page.locator('[data-metric="visits"]').click();
  await page.keyboard.press('v');
  await page.keyboard.press('b');
  await page.keyboard.press('b');
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Exit pages' }).click();
  await page.getByRole('link', { name: 'Estonia' }).click();
  await settled(page);
  const measured = await page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve(window.measured), 300)));
  await context.close();
  const lengths = await Promise.all(scripts.map(async (path) => Number((await fetch(server.url + path, { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('Content-Length'))));
  const script = lengths.reduce((sum, length) => sum + length, 0) / 1024;
  return { ...measured, script };
}
