// A browser whose pages fail a test for whatever they may not do.
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { KEY, startServer } from './server.mjs';

/** Starts the browser. */
export async function startBrowser(server) {
  const executablePath = process.env.CHROMIUM_SHELL ?? process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  const sessions = new Map();

  /** Signs in. The pages of a key share a session: of new ones, a key gets no more than sixty an hour. */
  async function signIn(context, key) {
    if (sessions.has(key)) return context.addCookies(sessions.get(key));
    const answer = await context.request.post(`${server.url}/api/v1/session`, { data: { key } });
    if (!answer.ok()) throw new Error(`Signing in: ${answer.status()} ${await answer.text()}`);
    sessions.set(key, await context.cookies());
  }

  /** Pages that a test is done with, by what can't be changed of them: a new one costs half as much again as a used one. */
  const idle = new Map();

  async function pageOf(made) {
    const kind = JSON.stringify(made);
    const used = idle.get(kind)?.pop();
    if (used) return used;
    const context = await browser.newContext(made);
    const page = await context.newPage();
    return { context, page, kind, isSpoilt: watchSpoiling(context, page) };
  }

  /** Takes away what a test left on a page, and keeps it for another one; or closes it, if something would stay. */
  async function giveBack(used) {
    const { context, page, kind, isSpoilt } = used;
    // What a test holds up or changes may still be under way; its end there is no failure.
    await Promise.all(context.pages().map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })));
    page.removeAllListeners();
    if (isSpoilt() || context.pages().length > 1 || page.isClosed()) return context.close();
    await page.goto(`${server.url}/favicon.svg`);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await context.clearCookies();
    idle.set(kind, [...(idle.get(kind) ?? []), used]);
  }

  /** A page that is signed in; whatever it may not do fails the test: errors, and requests to other origins. */
  async function open(path, { width = 1280, height = 900, scheme = 'light', zone = 'Europe/Tallinn', locale = 'en-GB', signedIn = true, key = KEY, touch = false } = {}) {
    const used = await pageOf({ timezoneId: zone, locale, hasTouch: touch, isMobile: touch });
    const { context, page } = used;
    const faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && !/status of 40[14]/.test(message.text()) && faults.push(message.text()));
    page.on('request', (request) => /^https?:/.test(request.url()) && !request.url().startsWith(server.url) && faults.push(`off-origin: ${request.url()}`));
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ media: null, colorScheme: scheme, reducedMotion: 'reduce', forcedColors: null });
    if (signedIn) await signIn(context, key);
    await page.goto(server.url + path);
    return { page, faults, close: () => giveBack(used) };
  }

  return { open, close: () => browser.close() };
}

/** Whether a test did something to a page that can't be taken back; to be asked when it is done. */
function watchSpoiling(context, page) {
  let isSpoilt = false;
  const watched = [
    [page, 'addInitScript'],
    [page.clock, 'install'],
    [context, 'grantPermissions'],
    [context, 'newCDPSession'],
    [context, 'setOffline'],
  ];
  for (const [object, name] of watched) {
    const original = object[name].bind(object);
    object[name] = (...given) => {
      isSpoilt = true;
      return original(...given);
    };
  }
  return () => isSpoilt;
}

/** What all tests of a process share; `server` and `open` are there when they run. */
const stage = {};
let starting;

async function start() {
  stage.server = await startServer();
  stage.browser = await startBrowser(stage.server);
  stage.open = stage.browser.open;
}

/** The program and a browser for the tests of a file, and of all others of the same process; before they run, `prepare` has sent what else they need. */
export function served(prepare = () => undefined) {
  before(async () => {
    await (starting ??= start());
    await prepare(stage.server);
  });
  after(async () => {
    const { browser, server } = stage;
    delete stage.browser;
    delete stage.server;
    await browser?.close();
    await server?.stop();
  });
  return stage;
}

/** With ANALYTICS_TEST_SEEDS above 1 each screen is looked at in windows of all sizes, otherwise in one or two. */
export const isLong = Number(process.env.ANALYTICS_TEST_SEEDS ?? 1) > 1;

export const settled = (page) => page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton, [aria-busy="true"]'));

/** The place of a chart's plot. A plot is made again when its notes come, and has no place between its two elements. */
export async function plotBox(page) {
  const plot = page.locator('.chart .u-over');
  for (let attempt = 0; attempt < 10; attempt++) {
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (box) return box;
  }
  throw new Error('The plot is made again and again.');
}

export const tile = (page, metric) => page.locator(`[data-metric="${metric}"] .tile-value`).innerText();
export const bare = (text) => Number(text.replace(/[^\d.-]/g, ''));

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
const COLORS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What axe finds on a page, with the beginning of each place; `colorsOnly` where the page has been looked at in other colours, `within` where most of it has. */
export async function axe(page, { colorsOnly = false, within = 'html' } = {}) {
  // Once a document; and what passes, which is nearly all, is not described.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const options = { runOnly: colorsOnly ? COLORS : ALL, resultTypes: ['violations'] };
  const violations = await page.evaluate(([include, how]) => window.axe.run({ include }, how).then((found) => found.violations), [within, options]);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`);
}
