// Settings that change what others see: alerts, the domain, imported totals and public sites.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, crc32 } from 'node:zlib';
import { axe, bare, served, settled, tile } from '../browser.mjs';
import { KEY, SITE } from '../server.mjs';

const stage = served();

test('an alert is made with its secret, changed and deleted', async () => {
  const { page, faults, close } = await stage.open(`/s/${SITE}/settings/alerts`);
  await page.getByText('There is no alert yet.').waitFor();
  await page.getByRole('button', { name: 'Add an alert' }).click();
  await page.getByLabel('Tell about').selectOption('silence');
  assert.deepEqual(await page.getByLabel('Goal').locator('option').first().innerText(), 'Any event');
  await page.getByLabel('Minutes without an event').fill('5');
  await page.getByLabel('Name').fill('Nobody comes');
  await page.getByLabel('Address of the webhook').fill('https://hooks.example/alerts');
  await page.getByRole('button', { name: 'Save the alert' }).click();
  await page.getByText('“5” is out of range: give a whole number from 10 to 10080.').waitFor();
  await page.getByLabel('Minutes without an event').fill('30');
  await page.getByRole('button', { name: 'Save the alert' }).click();
  await page.getByText('shown only this once').waitFor();
  await page.getByText('no event for 30 minutes').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Edit the alert Nobody comes' }).click();
  await page.getByLabel('Minutes without an event').fill('45');
  await page.getByRole('button', { name: 'Save the alert' }).click();
  await page.getByText('no event for 45 minutes').waitFor();
  await page.getByRole('button', { name: 'Delete the alert Nobody comes' }).click();
  await page.getByText('There is no alert yet.').waitFor();
  assert.deepEqual(faults.filter((fault) => !/status of 400/.test(fault)), []);
  await close();
});

test('a number with a decimal comma is taken as it is meant, and what is no number is refused at its field', async () => {
  const api = `/api/v1/sites/${SITE}`;
  const { page, faults, close } = await stage.open(`/s/${SITE}/settings/alerts`);
  await page.getByRole('button', { name: 'Add an alert' }).click();
  await page.getByLabel('Per cent above the average').fill('12,5');
  await page.getByLabel('Hours of the average').fill('48h');
  await page.getByLabel('Name').fill('A small spike');
  await page.getByLabel('Address of the webhook').fill('https://hooks.example/alerts');
  await page.keyboard.press('Enter');
  await page.getByText('“48h” is no number: give a whole number from 2 to 168.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'hours');
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await page.getByText('an hour with pageviews 12.5 % above the average of the 48 hours before').waitFor();
  const { alerts } = await stage.server.send(`${api}/alerts`, undefined, 'GET');
  const { threshold, hours, id } = alerts.find(({ name }) => name === 'A small spike');
  assert.deepEqual([threshold, hours], [12.5, 48]);
  await stage.server.send(`${api}/alerts/${id}`, undefined, 'DELETE');
  await page.goto(`${stage.server.url}/s/${SITE}/settings/goals`);
  await page.getByRole('button', { name: 'Add a goal' }).click();
  await page.getByLabel('Reached by').selectOption('scroll');
  await page.getByLabel('Path of the page').fill('/sale');
  await page.getByLabel('Scrolled at least').fill('50%');
  await page.getByRole('button', { name: 'Save the goal' }).click();
  await page.getByText('“50%” is no number: give a whole number from 1 to 100.').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a changed domain is the site’s address from then on, and the one before still opens', async () => {
  await stage.server.send('/api/v1/sites', { domain: 'before.example' });
  const { page, faults, close } = await stage.open('/s/before.example/settings/general');
  await page.getByLabel('Domain').fill('after.example');
  await page.getByText('For 72 hours events and questions are taken under before.example too').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/s\/after\.example\/settings\/general$/);
  await page.getByRole('heading', { name: 'after.example' }).waitFor();
  await page.goto(`${stage.server.url}/s/before.example/settings/general`);
  await page.getByRole('heading', { name: 'after.example' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a shorter retention says what it deletes before it is saved; a longer one is saved', async () => {
  const api = `/api/v1/sites/${SITE}`;
  const stored = async () => (await stage.server.send(api, undefined, 'GET')).retention_days;
  const { page, faults, close } = await stage.open(`/s/${SITE}/settings/general`);
  const days = page.getByLabel('Keep statistics for');
  const save = async (text) => {
    await days.fill(text);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'Delete older statistics?' });
  await save('4OO');
  await page.getByText('“4OO” is no number: give a whole number').waitFor();
  await save('400');
  const from = new Date(new Date(new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/Tallinn' })).getTime() - 400 * 86_400_000);
  await dialog.getByText(from.toLocaleDateString('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })).waitFor();
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await stored(), null);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByRole('button', { name: 'Save and delete' }).click();
  await page.getByText('Saved.').waitFor();
  assert.equal(await stored(), 400);
  for (const text of ['400', '401', '']) {
    await save(text);
    await page.waitForFunction((wanted) => document.querySelector('[name=retention]').defaultValue === wanted, text);
    assert.equal(await dialog.count(), 0);
    assert.equal(await stored(), text === '' ? null : Number(text));
  }
  assert.deepEqual(faults, []);
  await close();
});

test('weeks begin on a day that the settings keep', async () => {
  const { page, faults, close } = await stage.open(`/s/${SITE}/settings/general`);
  await page.getByLabel('Weeks begin on').selectOption('sunday');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('Weeks begin on').inputValue(), 'sunday');
  assert.deepEqual(await axe(page), []);
  await stage.server.send(`/api/v1/sites/${SITE}`, { week_start: 'monday' }, 'PUT');
  assert.deepEqual(faults, []);
  await close();
});

test('the settings keep the period and the filters, give the data away, and take totals of another tool', async () => {
  await stage.server.send('/api/v1/sites', { domain: 'data.example', timezone: 'Europe/Tallinn' });
  const { page, faults, close } = await stage.open('/s/data.example/settings/general?period=7d&f=is,country,EE');
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Data' }).click();
  await page.waitForURL(/\/settings\/data\?period=7d&f=is,country,EE$/);
  await page.getByText('Nothing was imported yet.').waitFor();
  const buffer = zipOf('imported_visitors_20240301_20240301.csv', 'date,visitors,pageviews,bounces,visits,visit_duration\n2024-03-01,70,90,30,60,1200\n');
  await page.getByLabel('The zip of Plausible’s export').setInputFiles({ name: 'export.zip', mimeType: 'application/zip', buffer });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const remove = page.getByRole('button', { name: /^Delete the import of .*1 Mar 2024/ });
  await remove.waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByLabel('First day').fill('2024-03-01');
  await page.getByLabel('Last day').fill('2024-02-01');
  await page.getByText('The first day is after the last one.').waitFor();
  await page.getByLabel('Last day').fill('2024-03-31');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  assert.match(file.suggestedFilename(), /^data\.example.*2024-03-01.*\.zip$/);
  assert.equal(await file.failure(), null);
  await remove.click();
  await page.getByText('Nothing was imported yet.').waitFor();
  await page.getByRole('navigation', { name: 'Views of the site' }).getByRole('link', { name: 'Overview' }).click();
  await page.waitForURL(/\/s\/data\.example\?period=7d&f=is,country,EE$/);
  assert.deepEqual(faults, []);
  await close();
});

test('a visitor is erased after a question, and the list says what became of it', async () => {
  const domain = 'erased.example';
  await stage.server.send('/api/v1/sites', { domain });
  const event = (at, visitor) => ({ domain, name: 'pageview', url: `https://${domain}/`, id: `erased-${at}`, visitor_id: visitor, timestamp: Date.now() - 86_400_000 });
  await stage.server.send('/api/events?import=true', [event(1, 'customer-1'), event(2, 'customer-1'), event(3, 'customer-2')]);
  const visitors = async () => (await stage.server.send('/api/v2/query', { site_id: domain, metrics: ['visitors'], date_range: 'all' })).results[0]?.metrics[0];
  for (let tries = 0; tries < 200 && (await visitors()) !== 2; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  const { page, faults, close } = await stage.open(`/s/${domain}/settings/danger`);
  const erase = page.getByRole('button', { name: 'Erase …' });
  await erase.click();
  await page.getByText('Give the id of the visitor').waitFor();
  await page.getByLabel('Id of the visitor').fill('customer-1');
  await erase.click();
  const dialog = page.getByRole('dialog', { name: 'Erase for ever?' });
  await dialog.getByText('All events of the visitor “customer-1” are erased').waitFor();
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole('button', { name: 'Erase' }).click();
  await page.getByText('a visitor · erased, 2 events').waitFor();
  assert.equal(await visitors(), 1);
  assert.deepEqual(faults, []);
  await close();
});

test('imported totals are in the numbers, and are left out by a switch that stands in the address', async () => {
  const day = new Date(Date.now() - 500 * 86_400_000).toISOString().slice(0, 10);
  const sent = await fetch(`${stage.server.url}/api/v1/sites/${SITE}/imports`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/zip' },
    body: zipOf('imported_visitors_1.csv'.replace('1', day.replaceAll('-', '')), `date,visitors,pageviews,bounces,visits,visit_duration\n${day},70,90,30,60,1200\n`),
  });
  assert.equal(sent.status, 200, await sent.text());
  const { page, faults, close } = await stage.open(`/s/${SITE}?period=all&comparison=off`);
  await settled(page);
  const before = bare(await tile(page, 'visitors'));
  await page.getByLabel('Imported totals').uncheck();
  await page.waitForURL(/imports=false/);
  await page.waitForFunction((old) => Number(document.querySelector('[data-metric="visitors"] .tile-value').textContent.replace(/[^\d]/g, '')) === old - 70, before);
  await page.getByLabel('Imported totals').check();
  await page.waitForURL((url) => !url.search.includes('imports'));
  // What the file has nothing of is answered without it, and says so beside the totals that have it.
  const panel = page.locator('section[aria-label="Places"]');
  await panel.getByText('without imported totals').waitFor();
  await page.goto(`${stage.server.url}/s/${SITE}?period=custom&from=${day}&to=${day}&interval=hour`);
  await page.locator('.chart-head').getByText('without imported totals').waitFor();
  assert.equal(bare(await tile(page, 'visitors')), 70);
  await page.goto(`${stage.server.url}/s/${SITE}?period=custom&from=${day}&to=${day}&imports=false`);
  await page.getByText('Only imported totals have visitors in this period: 70.').waitFor();
  await page.getByRole('link', { name: 'Show them' }).click();
  await page.waitForFunction(() => document.querySelector('[data-metric="visitors"] .tile-value').textContent === '70');
  await settled(page);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(faults, []);
  await close();
});

test('a site that has imported totals alone shows them', async () => {
  const days = [2, 3].map((back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10));
  await stage.server.send('/api/v1/sites', { domain: 'moved.example', timezone: 'Europe/Tallinn' });
  const sent = await fetch(`${stage.server.url}/api/v1/sites/moved.example/imports`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/zip' },
    body: zipOf(`imported_visitors_${days[1]}_${days[0]}.csv`.replaceAll('-', ''), `date,visitors,pageviews,bounces,visits,visit_duration\n${days.map((day) => `${day},20,30,5,20,600\n`).join('')}`),
  });
  assert.equal(sent.status, 200, await sent.text());
  const { page, faults, close } = await stage.open('/s/moved.example');
  await settled(page);
  assert.equal(await tile(page, 'visitors'), '40');
  assert.equal(await page.getByText('No event has come yet.').count(), 0);
  await page.goto(`${stage.server.url}/?find=moved`);
  await page.locator('.site-card', { hasText: 'moved.example' }).getByText('visitors').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('revenue has its currency in Explore, in the list of goals, in its details and in tiles', async () => {
  const name = 'money.example';
  await stage.server.send('/api/v1/sites', { domain: name, timezone: 'Europe/Tallinn' });
  await stage.server.send(`/api/v1/sites/${name}/goals`, { goal_type: 'event', event_name: 'Purchase', currency: 'EUR' });
  await stage.server.send(`/api/v1/sites/${name}/goals`, { goal_type: 'event', event_name: 'Signup' });
  const event = (name, at, revenue) => ({ domain: 'money.example', name, url: 'https://money.example/', timestamp: Date.now() - at * 43_200_000, id: `${name}-${at}`, visitor_id: `${at}`, ...(revenue ? { revenue } : {}) });
  await stage.server.send('/api/events?import=true', [
    ...[3, 5, 7].map((at) => event('Purchase', at, { currency: 'EUR', amount: 20 * at })),
    event('Purchase', 9, { currency: 'USD', amount: 1000 }),
    event('Signup', 4),
  ]);
  const { page, faults, close } = await stage.open(`/s/${name}/explore?m=total_revenue&avg=off`);
  const leftOut = 'The revenue of 1 event is left out, because it is in another currency';
  await page.getByText(leftOut).waitFor();
  assert.match(await page.locator('.readout').innerText(), /Revenue\s+(€|no data)/);
  assert.match(await page.locator('.course-table').innerText(), /€140\.00[^]*€60\.00|€60\.00[^]*€140\.00/);
  await page.goto(`${stage.server.url}/s/${name}`);
  await settled(page);
  const goals = page.locator('section[aria-label="What they did"]');
  await goals.getByRole('columnheader', { name: 'Revenue' }).waitFor();
  assert.match(await goals.locator('tr', { hasText: 'Purchase' }).innerText(), /€300\.00/);
  // Events have no revenue, also those that are called as a goal is.
  await goals.getByRole('tab', { name: 'Events' }).click();
  await goals.getByRole('columnheader', { name: 'Event', exact: true }).waitFor();
  await settled(page);
  assert.equal(await goals.getByRole('columnheader', { name: 'Revenue' }).count(), 0);
  await page.goto(`${stage.server.url}/s/${name}/d/goals`);
  await page.getByRole('columnheader', { name: 'Average revenue' }).waitFor();
  assert.match(await page.locator('dialog tr', { hasText: 'Purchase' }).innerText(), /€300\.00\s+€100\.00/);
  await page.goto(`${stage.server.url}/s/${name}?f=is,goal,Purchase&m=total_revenue`);
  await page.locator('[data-metric="average_revenue"]').waitFor();
  assert.equal(await tile(page, 'total_revenue'), '€300.00');
  assert.equal(await page.locator('[data-metric="total_revenue"]').getAttribute('aria-checked'), 'true');
  await page.getByText(leftOut).waitFor();
  // Without the goal nothing is left of its revenue.
  await page.getByRole('button', { name: /^Remove filter/ }).click();
  await page.waitForURL((url) => !url.search.includes('f='));
  await page.locator('[data-metric="average_revenue"]').waitFor({ state: 'detached' });
  // A goal of the same event has the other currency.
  await stage.server.send(`/api/v1/sites/${name}/goals`, { goal_type: 'event', event_name: 'Purchase', display_name: 'Purchase in dollars', currency: 'USD' });
  await page.goto(`${stage.server.url}/s/${name}/d/goals`);
  await page.locator('dialog tr', { hasText: 'Purchase in dollars' }).getByText('$1,000.00').first().waitFor();
  await page.goto(`${stage.server.url}/s/${name}?f=is,goal,Signup`);
  await settled(page);
  assert.equal(await page.locator('[data-metric="total_revenue"]').count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('public sites are offered to people without a key', async () => {
  await stage.server.send('/api/v1/sites', { domain: 'open.example' });
  await stage.server.send('/api/v1/sites/open.example', { public: true }, 'PUT');
  const { page, faults, close } = await stage.open('/sign-in', { signedIn: false });
  await page.getByRole('link', { name: 'open.example' }).click();
  await page.waitForURL(/\/s\/open\.example$/);
  await page.getByRole('heading', { name: 'open.example' }).waitFor();
  assert.equal(await page.getByText(SITE).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('lines of a split are compared, dotted beside them and in the table', async () => {
  const { page, faults, close } = await stage.open(`/s/${SITE}/explore?split=country&top=3&comparison=previous_period`);
  await settled(page);
  assert.equal(await page.locator('svg path.compared').count(), 3);
  assert.match(await page.locator('tbody tr').nth(1).locator('td').first().innerText(), /vs [\d,]+/);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(faults, []);
  await close();
});

/** A zip archive with one file. */
function zipOf(name, text) {
  const content = Buffer.from(text);
  const packed = deflateRawSync(content);
  const fields = (signature, extra) => {
    const head = Buffer.alloc(extra ? 46 : 30);
    head.writeUInt32LE(signature, 0);
    let at = 4;
    if (extra) (head.writeUInt16LE(20, at), (at += 2));
    head.writeUInt16LE(20, at);
    head.writeUInt16LE(8, at + 4);
    head.writeUInt32LE(crc32(content), at + 10);
    head.writeUInt32LE(packed.length, at + 14);
    head.writeUInt32LE(content.length, at + 18);
    head.writeUInt16LE(Buffer.byteLength(name), at + 22);
    return Buffer.concat([head, Buffer.from(name)]);
  };
  const local = Buffer.concat([fields(0x04034b50, false), packed]);
  const directory = fields(0x02014b50, true);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

test('the installation looks every three seconds for the first event, and each second once a test event was sent', async () => {
  const domain = 'waiting.example';
  await stage.server.send('/api/v1/sites', { domain });
  const { page, faults, close } = await stage.open('/favicon.svg');
  await page.clock.install();
  await page.goto(`${stage.server.url}/s/${domain}/settings/install`);
  const isFirst = ({ query }) => query.date_range === 'all' && query.metrics[0] === 'events';
  let events = 0;
  let looks = 0;
  await page.route('**/api/v2/query/batch', async (route) => {
    const { queries } = JSON.parse(route.request().postData());
    looks += queries.filter(isFirst).length;
    await route.fulfill({ contentType: 'application/x-ndjson', body: queries.map(({ id }) => `${JSON.stringify({ id, status: 200, body: { results: [{ dimensions: [], metrics: [events] }], meta: {}, query: {} } })}\n`).join('') });
  });
  /** How often it looks, each time that the clock goes on by so much. */
  const looksIn = async (milliseconds) => {
    const before = looks;
    await page.clock.runFor(milliseconds);
    await page.evaluate(() => fetch('/health'));
    return looks - before;
  };
  const untilItLooks = async () => {
    for (let tries = 0; tries < 31 && (await looksIn(100)) === 0; tries++);
  };
  await page.getByText('Waiting for the first event').waitFor();
  // From now on its time passes only as the test says, however busy the machine is.
  await page.clock.pauseAt(new Date(Date.now() + 2_000));
  await untilItLooks();
  assert.equal(await looksIn(2_900), 0);
  assert.equal(await looksIn(100), 1);
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await page.locator('.receipt .note').waitFor();
  await untilItLooks();
  for (let second = 0; second < 3; second++) {
    assert.equal(await looksIn(900), 0);
    assert.equal(await looksIn(100), 1);
  }
  events = 1;
  await page.clock.runFor(1_000);
  await page.getByText('It works: 1 event so far.').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a comparison with a time before the first event says how many days it has', async () => {
  const domain = 'young.example';
  await stage.server.send('/api/v1/sites', { domain, timezone: 'Etc/UTC' });
  const noon = new Date(new Date().toISOString().slice(0, 10)).getTime() + 43_200_000;
  const events = [31, 30, 29, 5, 4].map((days) => ({ domain, name: 'pageview', url: `https://${domain}/`, timestamp: noon - days * 86_400_000, id: `young-${days}`, visitor_id: `${days}`, user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }));
  await stage.server.send('/api/events?import=true', events);
  for (let tries = 0; tries < 600; tries++) {
    const answer = await stage.server.send('/api/v2/query', { site_id: domain, metrics: ['pageviews'], date_range: 'all' });
    if (answer.results[0]?.metrics[0] === events.length) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { page, faults, close } = await stage.open(`/s/${domain}?avg=off`);
  await page.getByText('compared with 3 days of data').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.goto(`${stage.server.url}/s/${domain}?comparison=year_over_year`);
  await page.getByText('compared with a time before the first event').waitFor();
  for (const path of [`/s/${domain}?comparison=off`, `/s/${domain}?period=7d`, `/s/${SITE}`]) {
    await page.goto(stage.server.url + path);
    await settled(page);
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByText(/compared with (.* of data|a time before)/).count(), 0, path);
  }
  assert.deepEqual(faults, []);
  await close();
});
