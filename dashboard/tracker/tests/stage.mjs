// The built program, a server of web pages, and a browser that finds the pages under names of sites.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { startProgram } from '../../browser/program.mjs';

const KEY = 'the admin key of the tracker tests';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const TRIES = 200;

/** Starts all three. */
export async function openStage() {
  const { url, send, stop } = await startProgram(KEY, { Analytics__Web__WarmsUp: 'false' });

  // Pages by host; a page is a function from its path to { status, body }, or to { proxy } for another address that answers.
  const hosts = new Map();
  const pages = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://page').pathname;
    const { status = 200, body = '', type = 'text/html; charset=utf-8', proxy } = hosts.get(request.headers.host.split(':')[0])?.(path) ?? { status: 404 };
    if (proxy === undefined) {
      response.writeHead(status, { 'Content-Type': type }).end(body);
      return;
    }
    const sent = request.method === 'POST' ? Buffer.concat(await request.toArray()) : undefined;
    const answer = await fetch(proxy, { method: request.method, headers: { 'user-agent': request.headers['user-agent'] }, body: sent });
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') }).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const port = pages.address().port;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // A browser that says that it is driven by a program is not counted: neither by the script nor, by its agent, in the program, which a page that is
    // being left does not have from its context. Pages come back from the cache as they do for people.
    args: [`--user-agent=${AGENT}`, '--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP *.example 127.0.0.1', '--disable-blink-features=AutomationControlled'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });

  const query = async (domain, body) => (await send('/api/v2/query', { site_id: domain, date_range: 'all', ...body })).results;

  let sites = 0;
  return {
    url,
    port,
    hosts,
    query,

    /** A new site and a page of it in the browser. */
    async site({ head = '', body = '', page: answer, domain = `t${++sites}.example`, webdriver = false, init, clients = {} } = {}) {
      await send('/api/v1/sites', { domain, clients });
      const html = (inner) => `<!doctype html><title>Page</title><head>${head}</head><body>${inner}</body>`;
      hosts.set(domain, answer ?? ((path) => ({ status: path === '/missing' ? 404 : 200, body: html(body) })));
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      if (webdriver) await page.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { get: () => true }));
      if (init) await page.addInitScript(init);
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      const receipts = [];
      const pageviews = [];
      context.on('request', (request) => {
        if (/\/api\/event$/.test(request.url()) && request.postDataJSON()?.n === 'pageview') pageviews.push(request);
      });
      context.on('response', async (response) => {
        if (!/\/api\/event$/.test(response.url())) return;
        const headers = response.headers();
        receipts.push({ status: response.status(), warning: headers['x-analytics-warning'], dropped: headers['x-plausible-dropped'] });
      });
      const root = `http://${domain}:${port}`;
      return {
        domain,
        root,
        page,
        context,
        receipts,

        /** Waits until all pageviews are answered: an engagement that overtook its pageview would not be counted. */
        arrived: () => Promise.all(pageviews.map((pageview) => pageview.response())),

        /** Opens a page once the pageviews of the pages before are answered. */
        async open(path = '/') {
          await this.arrived();
          await page.goto(root + path);
        },

        /** Waits until the site has these events, by name and page in any order, and asserts that it has no other and that all were taken as they are. */
        async has(...expected) {
          const wanted = expected.map((row) => row.join(' ')).sort();
          let found = [];
          for (let tries = 0; tries < TRIES && found.length < wanted.length; tries++) {
            await new Promise((resolve) => setTimeout(resolve, 50));
            const rows = await query(domain, { metrics: ['events'], dimensions: ['event:name', 'event:page'] });
            found = rows.flatMap(({ dimensions, metrics }) => Array(metrics[0]).fill(dimensions.join(' '))).sort();
          }
          assert.deepEqual(found, wanted);
          assert.deepEqual(receipts.filter(({ status, warning, dropped }) => status !== 202 || warning || dropped), []);
          assert.deepEqual(faults, []);
        },

        /** The rows of a query, asked until they are as expected. */
        async answers(body, expected) {
          let rows;
          for (let tries = 0; tries < TRIES; tries++) {
            rows = (await query(domain, body)).map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
            if (JSON.stringify(rows) === JSON.stringify(expected)) break;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          assert.deepEqual(rows, expected);
        },
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      pages.close();
      await stop();
    },
  };
}
