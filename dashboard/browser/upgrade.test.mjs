// Parts of the page that are loaded on demand, from a server that has another page by now, and from one that lost them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { served, settled } from './browser.mjs';
import { HOME } from './screens.mjs';

const stage = served();
const EXPLORE = /\/assets\/Explore-.*\.js$/;
const missing = (route) => route.fulfill({ status: 404, body: '' });
const expected = (faults) => faults.filter((fault) => !/404|dynamically imported module/.test(fault));

test('after an upgrade the page is loaded again where its view was going', async () => {
  const { page, faults, close } = await stage.open(`${HOME}?period=91d`);
  await settled(page);
  await page.evaluate(() => (window.isOld = true));
  let isOld = true;
  page.on('request', (request) => (isOld &&= !request.isNavigationRequest()));
  await page.route(EXPLORE, (route) => (isOld ? missing(route) : route.continue()));
  await page.route(`${stage.server.url}/`, async (route) => {
    const answer = await route.fetch();
    return route.fulfill({ response: answer, body: (await answer.text()).replace(/ src="\/assets\//g, ' src="/assets/another-') });
  });
  await page.getByRole('link', { name: 'Explore' }).first().click();
  await page.waitForFunction(() => !window.isOld);
  await settled(page);
  assert.match(page.url(), /\/explore\?period=91d/);
  assert.equal(await page.getByText('could not be shown').count(), 0);
  assert.deepEqual(expected(faults), []);
  await close();
});

test('a view whose code is missing says so, and the others go on', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  await page.evaluate(() => (window.isOld = true));
  await page.route(EXPLORE, missing);
  await page.getByRole('link', { name: 'Explore' }).first().click();
  await page.getByText('This view could not be shown. Your data is not affected.').waitFor();
  await page.getByRole('link', { name: 'Overview' }).first().click();
  await settled(page);
  assert.equal(await page.getByText('could not be shown').count(), 0);
  assert.equal(await page.evaluate(() => window.isOld), true);
  await page.getByRole('link', { name: 'Explore' }).first().click();
  await page.unroute(EXPLORE);
  await page.getByRole('button', { name: 'Load the page again' }).click();
  await page.waitForFunction(() => !window.isOld);
  await settled(page);
  assert.equal(await page.getByText('could not be shown').count(), 0);
  assert.deepEqual(expected(faults), []);
  await close();
});
