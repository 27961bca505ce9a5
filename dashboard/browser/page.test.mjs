// The page in a real browser, served by the built program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { axe, bare, settled, served, tile } from './browser.mjs';
import { HOME } from './screens.mjs';
import { KEY, SITE } from './server.mjs';

const KILOBYTE = 1024;
const MOST_SCRIPT = 150 * KILOBYTE;
/** What is read before the first numbers show: all but the code of charts. */
const MOST_BEFORE_NUMBERS = 108.5 * KILOBYTE;

const stage = served();

test('a key signs in, a wrong one is refused with the reason, and signing out ends it', async () => {
  const { page, faults, close } = await stage.open('/', { signedIn: false });
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('Access key').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('This key is not known here').waitFor();
  await page.getByLabel('Access key').fill(KEY);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sites' }).waitFor();
  await page.getByRole('link', { name: new RegExp(SITE) }).waitFor();
  await page.getByRole('button', { name: 'Theme and account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  assert.deepEqual(faults, []);
  await close();
});

/** What a row says of a change, in words, and of what it was on the days before. */
function changeOf(now, before, when) {
  if (before === 0) return [`${NOTHING} on ${when}`, `${NOTHING} on ${when}`];
  const percent = ((now - before) / before) * 100;
  const amount = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0).replace(/\.0$/, '');
  return [`${when}: ${before}`, amount === '0' ? 'unchanged' : `${percent > 0 ? 'up' : 'down'} ${amount} percent`];
}

const NOTHING = 'nothing to compare with: 0';

test('tiles, rows and the readout show the numbers of the API, whatever the browser’s zone', async () => {
  const range = { date_range: '28d' };
  const metrics = ['visitors', 'visits', 'pageviews', 'bounce_rate'];
  const totals = await stage.server.query({ ...range, metrics });
  const pages = await stage.server.query({ ...range, metrics: ['visitors'], dimensions: ['event:page'], include: { comparisons: { mode: 'previous_period', match_day_of_week: true } }, pagination: { limit: 9 } });
  const course = await stage.server.query({ ...range, metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }], dimensions: ['time:day'] });
  const ranges = new Set();
  for (const zone of ['Europe/Tallinn', 'Pacific/Kiritimati', 'America/St_Johns']) {
    const { page, faults, close } = await stage.open(HOME, { zone });
    await settled(page);
    for (const [at, metric] of metrics.entries()) assert.equal(bare(await tile(page, metric)), totals.results[0].metrics[at], `${metric} in ${zone}`);
    const rows = await page.locator('section[aria-label="Pages"] tbody tr td:nth-child(2)').allInnerTexts();
    assert.deepEqual(rows.map(bare), pages.results.map((row) => row.metrics[0]));
    const when = await page.locator('.compared-time').innerText();
    const changes = await page.locator('section[aria-label="Pages"] tbody tr .change .delta').evaluateAll((all) => all.map(({ title, lastChild }) => [title, lastChild.textContent]));
    assert.deepEqual(changes, pages.results.map(({ comparison, metrics: [now] }) => changeOf(now, comparison.metrics[0], when)));
    const [first, last] = pages.query.include.comparisons.date_range.map((moment) => Number(moment.slice(8, 10)));
    assert.match(when, new RegExp(`^${first}\\D.*?${last} `));
    ranges.add(await page.locator('.truth').innerText());
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    for (const index of [0, 5, 13, 21, 27]) {
      while (Number(await slider.getAttribute('aria-valuenow')) <= index) await page.keyboard.press('ArrowRight');
      const at = Number(await slider.getAttribute('aria-valuenow')) - 1;
      const [raw, mean] = course.results[at].metrics;
      assert.equal(bare(await page.locator('[data-series="raw"] strong').innerText()), raw);
      assert.ok(Math.abs(bare(await page.locator('[data-series="average"] strong').innerText()) - mean) <= 0.051, `average of bucket ${at}`);
      if (at === 27) break;
    }
    assert.deepEqual(faults, []);
    await page.goto(`${stage.server.url}${HOME}?comparison=off`);
    await settled(page);
    assert.equal(await page.locator('section[aria-label="Pages"] .change').count(), 0);
    assert.equal(await page.locator('section[aria-label="Pages"] thead th').count(), 3);
    await close();
  }
  assert.equal(ranges.size, 1, `the same days everywhere: ${[...ranges].join(' / ')}`);
});

test('a click filters, the address has it, and Back and Forward undo and redo one step each', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  const all = await tile(page, 'visitors');
  await page.getByRole('link', { name: 'Estonia' }).click();
  await page.waitForURL(/f=is,country,EE/);
  await settled(page);
  const [row] = (await stage.server.query({ date_range: '28d', metrics: ['visitors'], filters: [['is', 'visit:country', ['EE']]] })).results;
  await page.waitForFunction((text) => document.querySelector('[data-metric="visitors"] .tile-value')?.textContent.replace(/\D/g, '') === text, String(row.metrics[0]));
  await page.getByRole('link', { name: /^Details.*Pages/ }).click();
  await page.getByRole('dialog').waitFor();
  await page.goBack();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goBack();
  await page.waitForFunction((text) => document.querySelector('[data-metric="visitors"] .tile-value')?.textContent === text, all);
  await page.goForward();
  await page.getByRole('group', { name: 'Filter: Country is Estonia' }).waitFor();
  await page.getByRole('button', { name: 'Remove filter: Country is Estonia' }).click();
  await page.waitForURL((url) => !url.search.includes('f='));

  // Two conditions of which one is enough, with their number before they are applied.
  const filters = [['or', [['is', 'visit:country', ['LV']], ['contains', 'event:page', ['/boots']]]]];
  const [either] = (await stage.server.query({ date_range: '28d', metrics: ['visitors'], filters })).results;
  await page.keyboard.press('/');
  await page.getByLabel('Dimension').selectOption('country');
  await page.getByRole('checkbox', { name: /Latvia/ }).check();
  await page.getByRole('button', { name: 'or …' }).click();
  await page.getByLabel('Dimension').selectOption('page');
  await page.getByLabel('Operator').selectOption('contains');
  await page.getByLabel('Text').fill('/boots');
  await page.locator('.editor [role="status"]').getByText(`${either.metrics[0]} visitors`, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL(/f=any,is%2Ccountry%2CLV,contains%2Cpage%2C\/boots$/);
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), either.metrics[0]);
  await page.getByRole('button', { name: 'Change filter: Country is Latvia or Page contains /boots' }).click();
  await page.getByRole('button', { name: 'Remove Country is Latvia' }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL(/f=is,page,|f=contains,page,\/boots$/);

  // What a row's menu offers, for those without Alt or a mouse.
  await page.getByRole('button', { name: 'More for Estonia' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Exclude it' }).click();
  await page.waitForURL(/f=is_not,country,EE/);
  await page.getByRole('button', { name: 'More for /products/boots/northern-granite-winter-boots' }).click();
  await page.getByRole('button', { name: 'Chart it in Explore' }).click();
  await page.waitForURL(/\/explore\?.*f=is,page,\/products\/boots\/northern-granite-winter-boots/);
  assert.deepEqual(faults, []);
  await close();
});

test('an address opens the view that it names, and stays as it is', async () => {
  const search = '?period=91d&interval=week&comparison=year_over_year&m=visits&avg=4&view=bar&f=is,country,EE,LV&tab.pages=exit';
  const { page, faults, close } = await stage.open(HOME + search);
  await settled(page);
  assert.equal(new URL(page.url()).search, search);
  assert.equal(await page.getByRole('radio', { checked: true }).getAttribute('data-metric'), 'visits');
  assert.equal(await page.getByRole('tab', { name: 'Exit pages' }).getAttribute('aria-selected'), 'true');
  await page.getByRole('group', { name: 'Filter: Country is Estonia, Latvia' }).waitFor();
  await page.getByRole('button', { name: 'Moving average: 4-week average' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('an average is explained, drawn alone, and kept as what the site begins with', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  const course = await stage.server.query({ date_range: '28d', metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }], dimensions: ['time:day'] });
  const sum = course.results.slice(-7).reduce((total, row) => total + row.metrics[0], 0);
  await page.getByRole('button', { name: 'Explain' }).click();
  const explanation = await page.locator('.explanation').innerText();
  assert.match(explanation, new RegExp(`^${sum} ÷ 7 = `));
  assert.match(explanation, /a person in three of them counts three times/);
  await page.getByRole('button', { name: /^Moving average/ }).click();
  await page.getByLabel('Draw only the average').check();
  await page.waitForURL(/lines=average/);
  await page.getByLabel('Average the comparison too').check();
  await page.waitForURL(/lines=both/);
  const compared = await stage.server.query({ date_range: '28d', metrics: ['visitors', { metric: 'visitors', rolling_average: { window: 7 } }], dimensions: ['time:day'], include: { comparisons: { mode: 'previous_period', match_day_of_week: true } } });
  const shown = bare((await page.locator('[data-series="comparison"] .muted').innerText()).replace('average', ''));
  assert.ok(Math.abs(shown - compared.results.at(-1).comparison.metrics[1]) <= 0.051);
  await page.getByRole('button', { name: '28-day average' }).click();
  await page.waitForURL(/avg=28/);
  await page.getByRole('button', { name: /^Moving average/ }).click();
  await page.getByLabel('Begin with this here, by day').check();
  await page.goto(stage.server.url + HOME);
  await settled(page);
  await page.getByRole('button', { name: 'Moving average: 28-day average' }).waitFor();
  await page.getByRole('button', { name: 'Theme and account' }).click();
  await page.getByRole('button', { name: '12 hours' }).click();
  await page.goto(`${stage.server.url}${HOME}?period=day&date=2026-11-20&comparison=off`);
  await settled(page);
  assert.match(await page.locator('.readout-time').innerText(), /11:00\s?pm/i);
  assert.deepEqual(faults, []);
  await close();
});

test('days of 23 and of 25 hours have each label once', async () => {
  for (const day of ['2026-03-29', '2026-10-25']) {
    const answer = await stage.server.query({ date_range: [day, day], metrics: ['visitors'], dimensions: ['time:hour'], include: { time_labels: true } });
    const { page, faults, close } = await stage.open(`${HOME}?period=custom&from=${day}&to=${day}`);
    await settled(page);
    assert.equal(Number(await page.getByRole('slider').getAttribute('aria-valuemax')), answer.meta.time_labels.length);
    assert.equal(new Set(answer.meta.time_labels).size, answer.meta.time_labels.length);
    await page.getByRole('list', { name: 'Notes' }).getByText(`clocks go ${day === '2026-03-29' ? 'forward: a day of 23' : 'back: a day of 25'} hours`).waitFor();
    if (day === '2026-10-25') {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save or copy the chart' }).click();
      await page.getByRole('button', { name: /^PNG/ }).click();
      const file = await download;
      assert.equal(file.suggestedFilename(), `${SITE}_visitors_${day}_${day}.png`);
      const bytes = readFileSync(await file.path());
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
      assert.ok(bytes.readUInt32BE(16) > 900 && bytes.readUInt32BE(20) > 288, 'the chart and its title');
      const drawing = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save or copy the chart' }).click();
      await page.getByRole('button', { name: /^SVG/ }).click();
      assert.match(readFileSync(await (await drawing).path(), 'utf8'), /^<svg [^]*<path d="M[^]*<\/svg>$/);
    }
    assert.deepEqual(faults, []);
    await close();
  }
});

test('the first numbers come with one request for statistics, which begins before the page is drawn', async () => {
  const { page, faults, close } = await stage.open('/sign-in');
  const batches = [];
  page.on('request', (request) => /query\/batch$/.test(request.url()) && batches.push(JSON.parse(request.postData()).queries));
  // The page can't be drawn before it knows its site, which is told once the numbers are asked for.
  const asked = page.waitForRequest(/query\/batch$/);
  await page.route(`**/api/v1/sites/${SITE}`, async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(stage.server.url + HOME);
  await settled(page);
  assert.equal(batches.length, 1);
  assert.equal(batches[0].length, 7);
  await page.getByRole('button', { name: /^Period/ }).click();
  await page.getByRole('button', { name: 'Last 7 days' }).hover();
  await page.waitForRequest(/query\/batch$/);
  await page.getByRole('button', { name: 'Last 7 days' }).click();
  await settled(page);
  const totals = batches.slice(1).flat().filter(({ query }) => query.date_range === '7d' && !query.dimensions);
  assert.equal(totals.length, 1, 'what was asked ahead is not asked again');
  assert.deepEqual(faults, []);
  await close();
});

test('the numbers are asked for, and the bar is there, before the code that draws them', async () => {
  const { page, faults, close } = await stage.open('/nowhere');
  let draw;
  await page.route(/\/assets\/render-.*\.js$/, (route) => (draw = () => route.continue()));
  const asked = page.waitForRequest(/query\/batch$/);
  await page.goto(stage.server.url + HOME, { waitUntil: 'commit' });
  assert.equal(JSON.parse((await asked).postData()).queries.length, 7);
  await page.locator('.topbar').getByText('Analytics').waitFor();
  assert.equal(await page.locator('h1').count(), 0);
  draw();
  await settled(page);
  assert.ok(bare(await tile(page, 'visitors')) > 0);
  await page.getByText(/^7 queries · \d+ ms$/).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a phone has the views in a bar, which covers nothing, and few rows of controls', async () => {
  const { page, faults, close } = await stage.open(HOME, { width: 320, height: 700, touch: true });
  for (const width of [320, 375]) {
    await page.setViewportSize({ width, height: 700 });
    await settled(page);
    assert.equal(await rowsOf(page.locator('.controls')), 1, `the period and the comparison at ${width}`);
    assert.equal(await rowsOf(page.locator('.chart-head')), 1, `what is above the chart at ${width}`);
  }
  await page.goto(`${stage.server.url}${HOME}/settings/danger`);
  const current = await page.locator('.settings-nav [aria-current="page"]').boundingBox();
  assert.ok(current.x >= 0 && current.x + current.width <= 375, 'the name of the open setting is seen');
  const bar = page.locator('.bottom-bar');
  await bar.getByRole('button', { name: 'More views' }).click();
  assert.deepEqual(await axe(page), []);
  await bar.getByRole('link', { name: 'Retention' }).click();
  await page.waitForURL(/\/retention/);
  await settled(page);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const last = await page.locator('main .card').last().boundingBox();
  assert.ok(last.y + last.height <= (await bar.boundingBox()).y, 'the last card ends above the bar');
  assert.deepEqual(faults, []);
  await close();
});

test('a site without events leads to its installation, a period without visits to others', async () => {
  const { page, faults, close } = await stage.open('/');
  // Before its numbers are there, a card leads to the site.
  await page.locator('[href="/s/empty.example/settings/install"].site-name').click();
  await page.waitForURL(/\/s\/empty\.example\/settings\/install$/);
  await page.getByText('Waiting for the first event').waitFor();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByText('No event has come yet.').waitFor();
  await page.goto(`${stage.server.url}${HOME}?f=is,page,/nowhere`);
  await page.getByText('Nobody in this period matches the filters.').waitFor();
  await page.getByRole('link', { name: 'Remove them' }).click();
  await page.waitForURL((url) => !url.search);
  const [{ metrics: estonia }] = (await stage.server.query({ date_range: '28d', metrics: ['visitors'], filters: [['is', 'visit:country', ['EE']]] })).results;
  await page.goto(`${stage.server.url}${HOME}?f=is,page,/nowhere&f=is,country,EE`);
  await page.getByRole('link', { name: `Without “Page is /nowhere”: ${estonia[0]} visitors` }).click();
  await page.waitForURL((url) => url.search === '?f=is,country,EE');
  await page.goto(`${stage.server.url}${HOME}?period=day&date=2020-01-01`);
  await page.getByRole('link', { name: /Show (today|all of time)/ }).click();
  await page.waitForURL(/\?period=(day|all)$/);
  assert.deepEqual(faults, []);
  await close();
});

test('a panel that fails says why and offers another try, the others go on', async () => {
  const { page, close } = await stage.open('/sign-in');
  let failing = true;
  await page.route('**/api/v2/query/batch', async (route) => {
    const asked = JSON.parse(route.request().postData()).queries;
    const failed = asked.filter(({ query }) => failing && query.dimensions?.includes('event:page')).map(({ id }) => id);
    const response = await route.fetch();
    const lines = (await response.text()).split('\n').filter((line) => line.trim());
    const answers = lines.map((line) => {
      const { id } = JSON.parse(line);
      return failed.includes(id) ? JSON.stringify({ id, status: 503, body: { error: 'The storage does not answer now.' } }) : line;
    });
    await route.fulfill({ response, body: answers.join('\n') + '\n' });
  });
  // The page asks again by itself every half a minute: its clock stands still, so that the button alone can do it.
  await page.clock.install();
  await page.goto(stage.server.url + HOME);
  await page.getByRole('alert').getByText('The storage does not answer now.').first().waitFor();
  await page.clock.pauseAt(new Date(Date.now() + 2_000));
  assert.equal(await page.getByRole('alert').count(), 1);
  await page.locator('[data-metric="visitors"] .tile-value:not(.skeleton)').waitFor();
  assert.ok(bare(await tile(page, 'visitors')) > 0);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the request’s id' }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\S{8,}/);
  failing = false;
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.locator('section[aria-label="Pages"] tbody tr').first().waitFor();
  await close();
});

/** How many rows the children of an element stand in. */
const rowsOf = (locator) =>
  locator.evaluate((element) => {
    const boxes = [...element.children].map((child) => child.getBoundingClientRect()).filter(({ width }) => width > 1);
    const middles = boxes.map(({ top, bottom }) => (top + bottom) / 2).sort((one, other) => one - other);
    return middles.filter((middle, at) => at === 0 || middle - middles[at - 1] > 12).length;
  });

/** By how much the page moved since it began, but not in answer to a click. */
const shiftOf = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.hadRecentInput ? 0 : entry.value))).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(shift)));
      }),
  );

test('a first visit loads at most 150 KB of script, and shows numbers without moving them', async () => {
  const { page, close } = await stage.open(HOME);
  await settled(page);
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.js')).map((entry) => new URL(entry.name).pathname));
  const assets = new URL('../dist/', import.meta.url).pathname;
  const sizeOf = (path) => readFileSync(`${assets}${path.slice(1)}.gz`).length;
  const sum = loaded.reduce((total, path) => total + sizeOf(path), 0);
  assert.ok(sum > 0 && sum <= MOST_SCRIPT, `${sum} bytes of gzipped script`);
  const before = loaded.filter((path) => !/\/(Chart|automatic)-/.test(path)).reduce((total, path) => total + sizeOf(path), 0);
  assert.ok(before < sum && before <= MOST_BEFORE_NUMBERS, `${before} bytes of gzipped script before the first numbers`);
  assert.ok(readdirSync(`${assets}assets`).length > 0);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  const moved = await shiftOf(page);
  for (const path of [HOME, `${HOME}/live`, '/']) {
    const phone = await stage.open(path, { width: 375, height: 800 });
    await settled(phone.page);
    const shift = await shiftOf(phone.page);
    assert.ok(shift < 0.02, `layout shift ${shift} of ${path} on a phone`);
    await phone.close();
  }
  console.log(`script ${(sum / KILOBYTE).toFixed(1)} KB gzip, first paint ${Math.round(paint)} ms, layout shift ${moved.toFixed(4)}`);
  assert.ok(moved < 0.02, `layout shift ${moved}`);
  await close();
});
