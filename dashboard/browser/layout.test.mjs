// Layers open inside the window, and a failed job claims nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLong, served, settled } from './browser.mjs';
import { FILTERS, HOME } from './screens.mjs';
import { SITE } from './server.mjs';

const stage = served();

/** Opens each menu of a part of the page. */
async function openEach(page, part, path) {
  const buttons = part.locator('.menu > button:visible');
  for (let at = 0; at < (await buttons.count()); at++) {
    const button = buttons.nth(at);
    const name = await button.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent);
    await button.focus();
    await page.keyboard.press('Enter');
    const layer = page.locator('.layer');
    await layer.waitFor();
    await settled(page);
    // What comes into an open layer may make it wider; it is placed anew before the browser paints next.
    const fits = () => {
      const open = document.querySelector('.layer');
      const root = document.documentElement;
      const { left, right, top, bottom } = open.getBoundingClientRect();
      const corners = [left + 12, right - 12].flatMap((x) => [top + 12, bottom - 12].map((y) => document.elementFromPoint(x, y)));
      const isCovered = !corners.every((element) => open.contains(element));
      window.misfit = `${left} to ${right} of ${innerWidth}, ${top} to ${bottom} of ${innerHeight}${isCovered ? ', covered' : ''}, inside ${open.scrollWidth} of ${open.clientWidth}, page ${root.scrollWidth} of ${root.clientWidth}`;
      return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight && !isCovered && open.scrollWidth <= open.clientWidth && root.scrollWidth <= root.clientWidth;
    };
    await page.waitForFunction(fits, null, { timeout: 2000 }).catch(async () => assert.fail(`${name} on ${path}: ${await page.evaluate(() => window.misfit)}`));
    await page.keyboard.press('Escape');
    await layer.waitFor({ state: 'detached' });
  }
}

for (const width of isLong ? [1280, 768, 375, 320] : [1280, 320]) {
  test(`every menu opens inside the window, covered by nothing, and holds nothing wider than itself, at ${width} pixels`, async () => {
    const { page, faults, close } = await stage.open('/', { width, height: 800, touch: width < 1000 });
    for (const path of [HOME + FILTERS, `${HOME}/d/pages`, `${HOME}/explore?split=country`, `${HOME}/retention`]) {
      await page.goto(stage.server.url + path);
      await settled(page);
      const dialog = page.locator('dialog[open]');
      const isInDialog = (await dialog.count()) > 0;
      await openEach(page, isInDialog ? dialog : page, path);
      if (width < 700 && !isInDialog) {
        await page.getByRole('button', { name: 'What is shown' }).click();
        await openEach(page, dialog, `${path}, in the sheet`);
      }
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test('a job that failed says why, and claims nothing about the numbers', async () => {
  const { page, close } = await stage.open('/');
  const job = { id: '7', kind: 'locate-again', from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z', sites: null, dryRun: false, state: 'failed', created_at: '2026-11-09T00:00:00Z', started_at: null, ended_at: '2026-11-09T00:00:00Z', cancel_requested: false, error: 'This release has no jobs of that kind.', progress: null };
  await page.route('**/api/v1/jobs', (route) => route.fulfill({ json: { jobs: [job] } }));
  await page.route('**/api/v1/jobs/7', (route) => route.fulfill({ json: job }));
  for (const path of ['/jobs', '/jobs/7']) {
    await page.goto(stage.server.url + path);
    await page.getByText(job.error).waitFor();
    // The end of a job is exclusive: its last day is the one before.
    await page.getByText(/^1\s?[–-]\s?7 Nov · all sites$/).waitFor();
    await settled(page);
    assert.equal(await page.getByText(/Nothing differs|Report/).count(), 0, path);
  }
  await close();
});

test('that data is generated takes no line of its own on the narrowest phone, and a job is asked for by its first and last day', async () => {
  const { page, close } = await stage.open('/sign-in', { width: 320 });
  await page.route(`**/api/v1/sites/${SITE}`, async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...(await response.json()), generated: true } });
  });
  await page.goto(stage.server.url + HOME);
  await settled(page);
  const [badge, ...beside] = await Promise.all([page.getByTitle(/were generated/), page.locator('h1'), page.locator('.controls')].map((place) => place.boundingBox()));
  assert.ok(beside.some((box) => badge.y < box.y + box.height && badge.y + badge.height > box.y), 'not on a line of its own');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${stage.server.url}/jobs`);
  await settled(page);
  await page.getByLabel('From (UTC)').fill('2026-11-02');
  await page.getByLabel('To, with this day (UTC)').fill('2026-11-02');
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/v1/jobs'));
  await page.getByRole('button', { name: 'Preview the change' }).click();
  const { from, to } = JSON.parse((await asked).postData());
  assert.deepEqual([from, to], ['2026-11-02', '2026-11-03']);
  await page.waitForURL(/\/jobs\/\d+/);
  await page.locator('.job .number').filter({ hasText: /Mon,? 2 Nov/ }).waitFor();
  // The file of a table stands at the end of its line, as on other screens.
  await page.goto(`${stage.server.url}${HOME}/retention`);
  await settled(page);
  const [table, csv] = await Promise.all([page.locator('.card .csv').locator('xpath=..').boundingBox(), page.getByRole('button', { name: 'Retention as CSV' }).boundingBox()]);
  assert.ok(table.x + table.width - (csv.x + csv.width) < 4, 'at the end');
  await close();
});
