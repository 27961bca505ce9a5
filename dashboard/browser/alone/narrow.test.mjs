// A site whose people have written much, on phones: what scrolls sideways does so in its own place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, isLong, served, settled } from '../browser.mjs';
import { SITE } from '../server.mjs';

const stage = served();
const HOME = `/s/${SITE}`;
const DAY = 86_400_000;
const daysAgo = (days) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
const LONG = 'A note of the length that people write when they say why the numbers of a day are not those of others, with the word Donaudampfschiffahrtsgesellschaft';

async function write() {
  const { send } = stage.server;
  for (const days of [3, 4, 9, 20]) await send(`/api/v1/sites/${SITE}/annotations`, { name: LONG.slice(0, 120), personal: false, content: { at: daysAgo(days) } });
  await send(`/api/v1/sites/${SITE}/shared-links`, { name: LONG.slice(0, 60), embed: true });
  const job = await send('/api/v1/jobs', { kind: 'reprocess', from: daysAgo(12), to: daysAgo(8), dryRun: false, sites: [SITE] });
  for (let tries = 0; tries < 600; tries++) {
    const { ended_at: ended } = await send(`/api/v1/jobs/${job.id}`, undefined, 'GET');
    if (ended) return job.id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The job did not end.');
}

test('nothing is wider than a phone where notes, links and jobs have long texts', async () => {
  const job = await write();
  const report = {
    differences: [10, 11].map((days) => ({
      day: daysAgo(days),
      site: SITE,
      before: { visitors: 1_340_000, visits: 1_345_000, pageviews: 10_064_000, events: 11_064_000, bounces: 640_000, visit_seconds: 190_000_000 },
      after: { visitors: 1_340_000, visits: 1_341_000, pageviews: 10_064_000, events: 11_064_000, bounces: 639_000, visit_seconds: 199_000_000 },
    })),
    after: null,
  };
  for (const width of isLong ? [320, 375] : [320]) {
    const { page, faults, close } = await stage.open('/', { width, height: 700, touch: true });
    await page.route(`**/api/v1/jobs/${job}/report*`, (route) => route.fulfill({ json: report }));
    for (const path of [HOME, `${HOME}?period=12mo&interval=week&view=bar`, `${HOME}?view=table`, `${HOME}/d/pages`, `${HOME}/settings/sharing`, `${HOME}/settings/annotations`, '/jobs', `/jobs/${job}`]) {
      await page.goto(stage.server.url + path);
      await settled(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${path} at ${width}: ${over} pixels too wide`);
    }
    assert.deepEqual(await axe(page), []);
    await page.goto(`${stage.server.url}${HOME}/journeys`);
    await settled(page);
    const item = await page.getByRole('button', { name: /northern-granite/ }).first().boundingBox();
    const tail = await page.locator('.journey-item .value-tail', { hasText: '/northern-granite-winter-boots' }).first().boundingBox();
    assert.ok(tail.width > 60 && tail.x + tail.width <= item.x + item.width, `the last part of a path is cut off at ${width}`);
    assert.deepEqual(faults, []);
    await close();
  }
});
