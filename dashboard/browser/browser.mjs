// A browser whose pages fail a test for whatever they may not do.
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { KEY, startServer } from './server.mjs';

/** Starts the browser. */
export async function startBrowser(server) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });

  /** A page that is signed in; whatever it may not do fails the test: errors, and requests to other origins. */
  async function open(path, { width = 1280, height = 900, scheme = 'light', zone = 'Europe/Tallinn', locale = 'en-GB', signedIn = true, key = KEY, touch = false } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, timezoneId: zone, locale, reducedMotion: 'reduce', hasTouch: touch, isMobile: touch });
    const faults = [];
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && !/status of 40[14]/.test(message.text()) && faults.push(message.text()));
    page.on('request', (request) => /^https?:/.test(request.url()) && !request.url().startsWith(server.url) && faults.push(`off-origin: ${request.url()}`));
    if (signedIn) await page.request.post(`${server.url}/api/v1/session`, { data: { key } });
    await page.goto(server.url + path);
    return { page, faults, close: () => context.close() };
  }

  return { open, close: () => browser.close() };
}

/** The program and a browser for all tests of a file: `server` and `open` are there when they run, and what `prepare` has sent. */
export function served(prepare = () => undefined) {
  const stage = {};
  let browser;
  before(async () => {
    stage.server = await startServer();
    await prepare(stage.server);
    browser = await startBrowser(stage.server);
    stage.open = browser.open;
  });
  after(async () => {
    await browser?.close();
    await stage.server?.stop();
  });
  return stage;
}

export const settled = (page) => page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton, [aria-busy="true"]'));
export const tile = (page, metric) => page.locator(`[data-metric="${metric}"] .tile-value`).innerText();
export const bare = (text) => Number(text.replace(/[^\d.-]/g, ''));

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const COLORS = ['color-contrast', 'link-in-text-block'];

/** What axe finds on a page, with the beginning of each place; `colorsOnly` where the page has been looked at in other colours, `within` where most of it has. */
export async function axe(page, { colorsOnly = false, within = 'html' } = {}) {
  // Pages have no frames of others, for which each look would take a page of its own.
  const builder = new AxeBuilder({ page }).include(within).setLegacyMode();
  const { violations } = await (colorsOnly ? builder.withRules(COLORS) : builder.withTags(RULES)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`);
}
