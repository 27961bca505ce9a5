// Goals, notes, segments, funnels, journeys and retention in a real browser, served by the built program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bare, settled, served, tile } from './browser.mjs';
import { SITE } from './server.mjs';

const HOME = `/s/${SITE}`;

const stage = served();

test('a goal is defined, counted, changed and deleted', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/settings/goals`);
  await settled(page);
  await page.getByRole('button', { name: 'Add a goal' }).click();
  await page.getByLabel('Reached by').selectOption('page');
  await page.getByLabel('Path of the page').fill('/products/**');
  const [{ metrics }] = (await stage.server.query({ date_range: '30d', metrics: ['visitors'], filters: [['contains', 'event:page', ['/products/']]] })).results;
  await page.getByText(`${metrics[0]} visitors saw it in the last 30 days`).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Looked at a product');
  await page.getByRole('button', { name: 'Save the goal' }).click();
  await page.getByText(`${metrics[0]} visitors ·`).waitFor();
  await page.getByRole('button', { name: 'Edit the goal Looked at a product' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Looked');
  await page.getByRole('button', { name: 'Save the goal' }).click();
  await page.getByRole('button', { name: 'Delete the goal Looked', exact: true }).click();
  await page.getByText('The goal “Looked” is deleted').waitFor();
  await page.getByRole('button', { name: 'Edit the goal Looked', exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});

test('the goals of the overview have the API’s rates, and filter by themselves', async () => {
  const answer = await stage.server.query({ date_range: '28d', metrics: ['visitors', 'conversion_rate'], dimensions: ['event:goal'] });
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  const cells = await page.locator('section[aria-label="What they did"] tbody tr').first().locator('td').allInnerTexts();
  assert.equal(bare(cells[1]), answer.results[0].metrics[0]);
  assert.ok(Math.abs(bare(cells.at(-1)) - answer.results[0].metrics[1]) <= 0.051);
  await page.getByRole('link', { name: 'Saw the sale' }).click();
  await page.waitForURL(/f=is,goal,Saw\+the\+sale/);
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), answer.results[0].metrics[0]);
  assert.deepEqual(faults, []);
  await close();
});

test('a note is written at the chart and stands under it', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  await page.getByRole('list', { name: 'Notes' }).getByText('A note').waitFor();
  await page.keyboard.press('Shift+N');
  await page.getByLabel('Note', { exact: true }).fill('Written with keys');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Notes' }).getByText('Written with keys').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('filters are saved as a segment, with those of the segment in use, which answers as they do and comes apart again', async () => {
  const narrowed = [['is', 'visit:country', ['EE', 'LV']], ['is', 'event:page', ['/sale']]];
  const { results } = await stage.server.query({ metrics: ['visitors'], date_range: '28d', filters: narrowed });
  const { page, faults, close } = await stage.open(`${HOME}?seg=1&f=is,page,/sale`);
  await settled(page);
  await page.getByRole('button', { name: 'Segments', exact: true }).click();
  await page.getByLabel('Save as a segment').fill('Baltic sale');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('group', { name: 'Segment: Baltic sale' }).waitFor();
  await page.waitForURL(/\?seg=\d+$/);
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), results[0].metrics[0]);
  await page.getByRole('button', { name: 'Segment: Baltic sale' }).click();
  await page.getByRole('button', { name: 'Change its filters here' }).click();
  await page.getByRole('group', { name: 'Filter: Page is /sale' }).waitFor();
  await page.getByRole('group', { name: 'Filter: Country is Estonia, Latvia' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a saved funnel shows the API’s steps, and a new one is built, shown and saved', async () => {
  const body = { date_range: '28d', steps: [{ page: '/**' }, { page: '/sale' }], window: '7d' };
  const answer = await stage.server.ask('/api/v2/funnel', { ...body, split: { dimension: 'visit:country' } });
  const { page, faults, close } = await stage.open(`${HOME}/funnels?split=country`);
  await settled(page);
  const shown = await page.locator('.funnel-step strong').allInnerTexts();
  assert.deepEqual(shown.map(bare), answer.results.map((step) => step.visitors));
  assert.ok(answer.results[1].visitors > 0);
  const rows = await page.locator('tbody tr td:nth-child(2)').allInnerTexts();
  assert.deepEqual(rows.map(bare), answer.groups.map((group) => group.steps[0].visitors));

  const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const alone = await stage.server.ask('/api/v2/funnel', { ...body, date_range: [day, day] });
  await page.goto(`${stage.server.url}${HOME}/funnels?period=day&date=${day}`);
  await page.getByRole('button', { name: 'Over time' }).click();
  await page.waitForURL(/over=time/);
  await page.getByText('A visitor counts in a day').waitFor();
  const [rate] = await page.locator('.course-table tbody td').allInnerTexts();
  assert.ok(Math.abs(bare(rate) - alone.meta.conversion_rate) <= 0.051, `${rate} is ${alone.meta.conversion_rate}`);
  assert.ok(alone.meta.conversion_rate > 0);
  await page.goto(`${stage.server.url}${HOME}/funnels`);
  await settled(page);

  await page.getByRole('combobox', { name: 'Funnel', exact: true }).selectOption('new');
  await page.getByLabel('Step 1: page').fill('/');
  await page.getByLabel('Step 2: kind').selectOption('goal');
  await page.getByLabel('Step 2: goal').fill('Saw the sale');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.waitForURL(/steps=page,\/,goal,Saw\+the\+sale|steps=page,\/,goal,Saw%2520the%2520sale/);
  await settled(page);
  const built = await stage.server.ask('/api/v2/funnel', { date_range: '28d', steps: [{ page: '/' }, { goal: 'Saw the sale' }] });
  assert.deepEqual((await page.locator('.funnel-step strong').allInnerTexts()).map(bare), built.results.map((step) => step.visitors));
  await page.getByRole('button', { name: 'Change or save' }).click();
  await page.getByLabel('Name of the funnel').fill('From the front page');
  await page.getByRole('button', { name: 'Save the funnel' }).click();
  await page.waitForURL(/\/funnels\/\d+/);
  await page.getByRole('option', { name: 'From the front page' }).waitFor({ state: 'attached' });
  assert.deepEqual(faults, []);
  await close();
});

test('journeys go on with a click, show the API’s numbers, and become a funnel', async () => {
  const answer = await stage.server.ask('/api/v2/journeys', { date_range: '28d', path: [{ page: '/' }] });
  const { page, faults, close } = await stage.open(`${HOME}/journeys`);
  await settled(page);
  await page.getByRole('region', { name: 'Begin with' }).getByRole('button', { name: /^\/ / }).click();
  const column = page.getByRole('region', { name: '1 after /' });
  await column.waitFor();
  const shown = await column.locator('button.journey-item .number:not(.journey-share)').allInnerTexts();
  assert.deepEqual(shown.map(bare), answer.results[0].next.map((one) => one.visitors));
  await column.getByRole('button', { name: /^\/sale/ }).click();
  await page.getByRole('region', { name: '2 after /sale' }).waitFor();
  await page.getByRole('link', { name: /As a funnel/ }).click();
  await page.waitForURL(/\/funnels\/new\?steps=page,\/,page,\/sale/);
  await settled(page);
  assert.equal(await page.locator('.funnel-step').count(), 2);
  assert.deepEqual(faults, []);
  await close();
});

test('retention shows the API’s cells, as per cent and as visitors, and a refusal in its words', async () => {
  const answer = await stage.server.ask('/api/v2/retention', { date_range: '91d', cohort_by: 'week' });
  const { page, faults, close } = await stage.open(`${HOME}/retention?period=91d&show=count`);
  await settled(page);
  const cells = await page.locator('.heat tbody tr').nth(2).locator('.cell').allInnerTexts();
  assert.deepEqual(cells.map(bare), answer.results[2].periods.map((cell) => cell.visitors));
  await page.getByRole('button', { name: 'Per cent' }).click();
  await page.waitForURL((url) => !url.search.includes('show'));
  const means = await page.locator('.heat tfoot td').allInnerTexts();
  assert.ok(Math.abs(bare(means[2]) - answer.meta.mean[1]) <= 0.051);
  await page.goto(`${stage.server.url}${HOME}/retention?first=goal,Nothing`);
  await page.getByText(/Nothing/).last().waitFor();
  assert.deepEqual(faults.filter((fault) => !fault.includes('status of 400')), []);
  await close();
});
