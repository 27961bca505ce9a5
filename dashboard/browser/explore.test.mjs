// The screens Explore and Quality in a real browser, served by the built program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axe, bare, settled, served } from './browser.mjs';
import { SITE } from './server.mjs';

const HOME = `/s/${SITE}`;

const stage = served();

test('a metric by a dimension is the API’s table, sorts, and its CSV has all rows', async () => {
  const answer = await stage.server.query({ date_range: '28d', metrics: ['pageviews', 'visitors'], dimensions: ['event:page'] });
  const { page, faults, close } = await stage.open(`${HOME}/explore?comparison=off&m=pageviews&by=page`);
  await settled(page);
  const shown = await page.locator('tbody tr td:nth-child(2)').allInnerTexts();
  assert.deepEqual(shown.map(bare), answer.results.map((row) => row.metrics[0]));
  await page.getByRole('button', { name: 'Pageviews' }).click();
  await page.waitForURL(/order=pageviews,asc/);
  await settled(page);
  const least = await page.locator('tbody tr td:nth-child(2)').first().innerText();
  assert.equal(bare(least), answer.results.at(-1).metrics[0]);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^test\.example_page_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.csv$/);
  assert.equal(readFileSync(await file.path(), 'utf8').trim().split('\n').length, answer.results.length + 1);
  assert.deepEqual(faults, []);
  await close();
});

test('lines of a split have each their own values and averages', async () => {
  const metrics = ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }];
  const estonia = await stage.server.query({ date_range: '28d', metrics, dimensions: ['time:day'], filters: [['is', 'visit:country', ['EE']]] });
  const { page, faults, close } = await stage.open(`${HOME}/explore?split=country&top=3&avg=7`);
  await settled(page);
  assert.equal(await page.locator('.lines-legend li').count(), 3);
  assert.equal((await page.locator('thead th').nth(1).innerText()).trim(), 'Estonia');
  const newest = (await page.locator('tbody tr').first().locator('td').first().innerText()).split(/·|vs/).map(bare);
  const [raw, mean] = estonia.results.at(-1).metrics;
  assert.equal(newest[0], raw);
  assert.ok(Math.abs(newest[1] - mean) <= 0.051);
  assert.deepEqual(faults, []);
  await close();
});

test('two metrics stand beside each other or divide, above a second chart', async () => {
  const metrics = ['pageviews', 'visits'];
  const answer = await stage.server.query({ date_range: '28d', metrics: [...metrics, ...metrics.map((metric) => ({ metric, rolling_average: { window: 7 } }))], dimensions: ['time:day'] });
  const [pageviews, visits, meanOfPageviews, meanOfVisits] = answer.results.at(-1).metrics;
  const { page, faults, close } = await stage.open(`${HOME}/explore?m=pageviews&avg=7&comparison=off`);
  await settled(page);
  await page.getByLabel('Second metric').selectOption('visits');
  await page.waitForURL(/m=pageviews,visits/);
  await settled(page);
  assert.equal(bare(await page.locator('[data-series="second"] strong').innerText()), visits);
  await page.getByLabel('Both metrics as').selectOption('ratio');
  await page.waitForURL(/as=ratio/);
  await page.locator('.lines-legend').getByText('Pageviews ÷ Visits').waitFor();
  await settled(page);
  const [ratio, mean] = (await page.locator('tbody tr').first().locator('td').first().innerText()).split('·').map(bare);
  assert.ok(Math.abs(ratio - pageviews / visits) <= 0.0051 && Math.abs(mean - meanOfPageviews / meanOfVisits) <= 0.0051, `${ratio} · ${mean}`);
  await page.getByRole('button', { name: 'Add a second chart' }).click();
  await page.waitForURL(/metric2=visits/);
  const second = page.getByRole('region', { name: 'Second chart' });
  await second.getByLabel('By', { exact: true }).selectOption('country');
  await page.waitForURL(/by2=country/);
  await second.getByRole('link', { name: 'Estonia' }).waitFor();
  await page.reload();
  await second.getByRole('link', { name: 'Estonia' }).waitFor();
  await page.locator('.lines-legend').waitFor();
  assert.deepEqual(await axe(page), []);
  await second.getByRole('button', { name: 'Remove' }).click();
  await page.waitForURL((url) => !url.search.includes('2='));
  assert.deepEqual(faults, []);
  await close();
});

test('a chart is saved under a name, opens again with its address, and is changed under its name', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/explore?m=visits&by=country`);
  await settled(page);
  const menu = page.getByRole('button', { name: 'Saved charts' });
  await menu.click();
  await page.getByLabel('Save this chart').fill('Visits by country');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The chart is saved.').waitFor();
  await page.getByLabel('By', { exact: true }).selectOption('browser');
  await page.waitForURL(/by=browser/);
  await menu.click();
  await page.getByRole('button', { name: 'Visits by country', exact: true }).click();
  await page.waitForURL(/\?m=visits&by=country&chart=\d+$/);
  await page.getByLabel('By', { exact: true }).selectOption('os');
  await page.waitForURL(/by=os/);
  await page.getByText('Visits by country (changed)').waitFor();
  await menu.click();
  const form = page.locator('form.editor', { hasText: 'Save the changes as' });
  await form.getByLabel('Save the changes as').fill('Visits by system');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The chart “Visits by system” is saved.').waitFor();
  const { items } = await stage.server.send(`/api/v1/sites/${SITE}/views`, undefined, 'GET');
  assert.deepEqual(items.map(({ name, content }) => [name, content.search]), [['Visits by system', '?m=visits&by=os']]);
  assert.deepEqual(faults, []);
  await close();
});

test('a value filters where it is clicked, a drag zooms, and what a chart is compared with is said', async () => {
  const answer = await stage.server.query({ date_range: '28d', metrics: ['visitors'], include: { comparisons: { mode: 'previous_period', match_day_of_week: true } } });
  const [from] = answer.query.include.comparisons.date_range;
  const { page, faults, close } = await stage.open(`${HOME}/explore?by=country&split=browser&interval=minute`);
  await settled(page);
  await page.getByRole('link', { name: 'Estonia' }).first().click();
  await page.waitForURL((url) => url.pathname.endsWith('/explore') && url.search.includes('f=is,country,EE') && url.search.includes('by=country&split=browser'));
  await settled(page);
  await page.goto(`${stage.server.url}${HOME}/explore?split=country&interval=minute`);
  await settled(page);
  await page.getByText('By hour: minutes do not fit this period').waitFor();
  await page.getByText(new RegExp(`compared with ${Number(from.slice(8, 10))}\\D`)).waitFor();
  await page.getByRole('button', { name: new RegExp(`^Comparison: vs previous, ${Number(from.slice(8, 10))}\\D`) }).waitFor();
  const box = await page.locator('.lines > svg').boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.41, box.y + 100);
  await page.mouse.move(box.x + box.width * 0.45, box.y + 100);
  await page.mouse.up();
  await page.waitForURL(/period=custom&from=[^&]*T\d\d:00&to=[^&]*T\d\d:59/);
  await settled(page);
  assert.deepEqual(faults, []);
  await close();
});

test('quality counts what was left out, and tells what is wrong with an event', async () => {
  const answer = await stage.server.query({ date_range: '28d', metrics: ['events', 'filtered', 'refused', 'duplicates'] });
  const { page, faults, close } = await stage.open(`${HOME}/quality`);
  await settled(page);
  const shown = await page.locator('.quality-number').allInnerTexts();
  assert.deepEqual(shown.map(bare), answer.results[0].metrics);
  await page.getByLabel('Event as JSON').fill(`{ "name": "pageview", "domain": "${SITE}", "url": "nowhere" }`);
  await page.getByRole('button', { name: 'Send and show the receipt' }).click();
  await page.getByText(/refused 1/).waitFor();
  await page.getByText(/^field url/).waitFor();
  await page.getByLabel('Event as JSON').fill('{');
  await page.getByRole('button', { name: 'Send and show the receipt' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByText(/refused 1/).count(), 0, 'the receipt of the event before is gone');
  assert.deepEqual(faults, []);
  await close();
});

test('while an answer is awaited, the numbers before stand under their own headings', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/explore?comparison=off`);
  await settled(page);
  const heads = () => page.locator('main thead th').allInnerTexts();
  const cells = () => page.locator('main tbody tr').first().innerText();
  const held = [];
  await page.route('**/api/v2/query/batch', async (route) => {
    await new Promise((resolve) => held.push(resolve));
    await route.continue();
  });
  for (const [control, value] of [
    ['Metric', 'bounce_rate'],
    ['By', 'page'],
    ['Split by', 'country'],
    ['By', 'day'],
  ]) {
    const shown = [await heads(), await cells()];
    const asked = page.waitForRequest(/query\/batch$/);
    await page.getByLabel(control, { exact: true }).selectOption(value);
    await asked;
    await page.locator('main .stale').waitFor();
    assert.deepEqual([await heads(), await cells()], shown, `${control} ${value}`);
    // A split by time asks which lines there are, and then for these.
    for (let tries = 0; tries < 100 && (await page.locator('main .stale').count()); tries++) {
      held.splice(0).forEach((release) => release());
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
    await settled(page);
    assert.notDeepEqual([await heads(), await cells()], shown, `${control} ${value}`);
  }
  assert.deepEqual(faults, []);
  await close();
});

test('a file has all rows, however many answers they take', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/explore?by=page`);
  await settled(page);
  const rows = Array.from({ length: 20_005 }, (_, at) => ({ dimensions: [`/page-${at}`], metrics: [1, 0] }));
  await page.route('**/api/v2/query', (route) => {
    const { pagination } = JSON.parse(route.request().postData());
    const from = pagination.offset ?? 0;
    return route.fulfill({ json: { results: rows.slice(from, from + pagination.limit), meta: {}, query: { date_range: ['', ''] } } });
  });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const file = readFileSync(await (await download).path(), 'utf8');
  const heading = 'event:page,visitors,percentage,comparison_visitors,comparison_percentage,change_visitors,change_percentage';
  assert.ok(file === [heading, ...rows.map(({ dimensions, metrics }) => `${dimensions[0]},${metrics.join(',')},,,,`), ''].join('\r\n'), 'each row once, and one heading');
  assert.deepEqual(faults, []);
  await close();
});

test('what the API can’t answer is not offered, with the reason, and not asked from an address', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/explore?comparison=off`);
  await settled(page);
  const asked = [];
  page.on('response', async (response) => {
    if (!response.url().endsWith('/api/v2/query/batch')) return;
    asked.push(...(await response.text().catch(() => '')).split('\n').filter(Boolean).map((line) => JSON.parse(line).status));
  });
  const choices = (name) => page.getByLabel(name, { exact: true }).locator('option');
  const isOffered = async (name, text) => !(await choices(name).filter({ hasText: text }).evaluate((option) => option.disabled));
  assert.equal(await isOffered('Metric', 'Scroll depth (needs a page)'), false);
  assert.equal(await isOffered('Metric', /^Conversion rate \(needs a goal\)$/), false);
  assert.equal(await isOffered('Second metric', 'Exit rate (by exit page only)'), false);
  await page.getByLabel('Metric', { exact: true }).selectOption('bounce_rate');
  await page.waitForURL(/m=bounce_rate/);
  assert.equal(await isOffered('By', 'goal (not with bounce rate)'), false);
  assert.equal(await isOffered('Split by', 'event (not with bounce rate)'), false);
  await page.getByLabel('By', { exact: true }).selectOption('page');
  await page.waitForURL(/by=page/);
  await settled(page);
  await page.getByLabel('Metric', { exact: true }).selectOption('scroll_depth');
  await page.waitForURL(/m=scroll_depth/);
  await settled(page);
  assert.equal(await isOffered('By', 'day (not with scroll depth)'), false);
  assert.equal(await isOffered('Split by', /^country$/), true);
  for (const search of ['?m=scroll_depth', '?m=conversion_rate&by=country', '?m=bounce_rate&split=goal', '?m=exit_rate', '?m=views_per_visit&f=is,page,/sale', '?m=visitors,scroll_depth', '?metric2=time_on_page']) {
    await page.goto(`${stage.server.url}${HOME}/explore${search}`);
    await settled(page);
    if (search !== '?m=visitors,scroll_depth') await page.getByText('Choose another metric, or change what it is shown by').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0, search);
  }
  assert.ok(asked.length > 0);
  assert.deepEqual(asked.filter((status) => status !== 200), []);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(faults, []);
  await close();
});
