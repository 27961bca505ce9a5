// The server ends without a word and begins again while the page is open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bare, served, settled, tile } from '../browser.mjs';
import { HOME } from '../screens.mjs';
import { SITE } from '../server.mjs';

const stage = served();
let sent = 0;

/** Visitors who come now. */
const come = (count) =>
  stage.server.send(
    '/api/events',
    Array.from({ length: count }, () => ({ domain: SITE, name: 'pageview', url: `https://${SITE}/now`, timestamp: Date.now(), id: `now-${++sent}`, visitor_id: `now-${sent}`, user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })),
  );

test('a restart under the live view is said, and it goes on by itself with the right numbers', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/live`);
  const overview = await stage.open(HOME);
  await settled(overview.page);
  await page.getByText(/· live · Space pauses/).waitFor();
  const number = page.locator('.live-number');
  const first = bare(await number.innerText());
  const shows = (count) => page.waitForFunction((wanted) => document.querySelector('.live-number').textContent === wanted, String(count), { timeout: 60_000 });
  await come(3);
  await shows(first + 3);
  await stage.server.kill();
  const lost = page.getByText('The server does not answer. The numbers are those of');
  await lost.waitFor();
  await page.getByText(/· asked again every 5 s/).waitFor();
  assert.equal(bare(await number.innerText()), first + 3);
  assert.equal(await page.getByRole('alert').count(), 0);
  // A screen that asks nothing by itself learns of it when it asks, and stays as it is.
  const visitors = await tile(overview.page, 'visitors');
  await overview.page.keyboard.press('.');
  await overview.page.getByText('The server does not answer. The numbers are those of').waitFor();
  assert.equal(await tile(overview.page, 'visitors'), visitors);
  await stage.server.startAgain();
  await lost.waitFor({ state: 'detached' });
  await page.getByText(/· live · Space pauses/).waitFor({ timeout: 60_000 });
  await shows(first + 3);
  await come(2);
  await shows(first + 5);
  assert.equal((await stage.server.query({ date_range: 'day', metrics: ['visitors'], filters: [['is', 'event:page', ['/now']]] })).results[0].metrics[0], 5);
  await overview.page.getByText('The server does not answer.').waitFor({ state: 'detached' });
  await settled(overview.page);
  assert.equal(await tile(overview.page, 'visitors'), visitors);
  assert.deepEqual([...faults, ...overview.faults].filter((fault) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/.test(fault)), []);
  await overview.close();
  await close();
});
