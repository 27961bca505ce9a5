// Shared links, frames, public sites and the live stream in a real browser, served by the built program.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { axe, bare, settled, served, tile } from './browser.mjs';
import { SITE } from './server.mjs';

const HOME = `/s/${SITE}`;

const stage = served();

const share = (body) => stage.server.send(`/api/v1/sites/${SITE}/shared-links`, body);
const visitors = async (more = {}) => (await stage.server.query({ date_range: '28d', metrics: ['visitors'], ...more })).results[0].metrics[0];

test('a link is made in the settings; who has it sees all numbers and nothing to change', async () => {
  const owner = await stage.open(`${HOME}/settings/sharing`);
  await settled(owner.page);
  await owner.page.getByRole('button', { name: 'Make a link' }).click();
  await owner.page.getByLabel('Name').fill('For the board');
  await owner.page.getByRole('button', { name: 'Make the link' }).click();
  const url = await owner.page.locator('.copyable code').first().innerText();
  assert.deepEqual(await axe(owner.page), []);
  await owner.close();

  const { page, faults, close } = await stage.open(new URL(url).pathname, { signedIn: false });
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), await visitors());
  for (const section of ['Explore', 'Funnels', 'Journeys', 'Retention', 'Live', 'Quality']) {
    await page.getByRole('link', { name: section, exact: true }).click();
    await settled(page);
    assert.equal(await page.getByRole('alert').count(), 0, section);
    assert.deepEqual(await axe(page), [], section);
  }
  assert.equal(await page.getByRole('link', { name: 'Settings' }).count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Jobs' }).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('a link is changed: its last day is of the site’s clock, and its password and address stay', async () => {
  const path = `/api/v1/sites/${SITE}/shared-links`;
  const made = await share({ name: 'To be changed', password: 'a long password' });
  const stored = async () => stage.server.send(`${path}/${made.id}`, undefined, 'GET');
  // The reader's clock is another one than the site's, that of Tallinn.
  const { page, faults, close } = await stage.open(`${HOME}/settings/sharing`, { zone: 'Pacific/Pago_Pago' });
  await page.getByRole('button', { name: 'Edit the link To be changed' }).click();
  await page.getByText('It ends with that day in Europe/Tallinn').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByLabel('Last day').fill('2020-01-01');
  await page.getByRole('button', { name: 'Save the link' }).click();
  await page.getByText('The last day is past.').waitFor();
  await page.getByLabel('Last day').fill('2099-06-30');
  await page.getByLabel('Name').fill('Changed');
  await page.getByRole('button', { name: 'Save the link' }).click();
  await page.getByText('ends 30 Jun 2099, 23:59 in Europe/Tallinn').waitFor();
  const { name, expires_at: end, has_password: asks, url } = await stored();
  assert.deepEqual([name, new Date(end).toISOString(), asks, url], ['Changed', '2099-06-30T20:59:59.000Z', true, made.url]);
  await page.getByRole('button', { name: 'Edit the link Changed' }).click();
  assert.equal(await page.getByLabel('Last day').inputValue(), '2099-06-30');
  await page.getByLabel('Ask for no password any more').check();
  await page.getByRole('button', { name: 'Save the link' }).click();
  await page.getByText('without a password · ends').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a link with a password asks for it, and shows its segment alone', async () => {
  const link = await share({ name: 'Baltics', password: 'a long password', segment: '1' });
  const { page, faults, close } = await stage.open(`/v/${link.token}`, { signedIn: false });
  await page.getByLabel('Password').fill('a wrong password');
  await page.keyboard.press('Enter');
  await page.getByText('That is not the password of this link').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByLabel('Password').fill('a long password');
  await page.keyboard.press('Enter');
  await page.locator('[data-metric="visitors"]').waitFor();
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), await visitors({ filters: [['is', 'visit:country', ['EE', 'LV']]] }));
  assert.equal(await page.getByRole('link', { name: 'Live' }).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('a link limited to visitors of a goal shows all that it may ask, and asks nothing else', async () => {
  const segment = await stage.server.send(`/api/v1/sites/${SITE}/segments`, { name: 'At the sale', personal: false, content: { filters: [['is', 'event:goal', ['Saw the sale']]] } });
  const link = await share({ name: 'Sale', segment: segment.id });
  const { page, faults, close } = await stage.open(`/v/${link.token}?m=conversion_rate`, { signedIn: false });
  for (const path of ['?m=conversion_rate', '?seg=1', '?f=is,goal,Saw+the+sale', '/d/goals', '/explore?m=conversion_rate']) {
    await page.goto(`${stage.server.url}/v/${link.token}${path}`);
    await settled(page);
    assert.equal(await page.getByRole('alert').count(), 0, path);
    assert.equal(await page.getByText('Conversion rate').count(), 0, path);
  }
  await page.goto(`${stage.server.url}/v/${link.token}`);
  await settled(page);
  const reached = { filters: [['is', 'event:goal', ['Saw the sale']]] };
  assert.equal(bare(await tile(page, 'visitors')), await visitors(reached));
  const [{ metrics }] = (await stage.server.query({ date_range: '28d', metrics: ['visitors', 'events'], ...reached })).results;
  const cells = await page.locator('section[aria-label="What they did"] tbody tr').first().locator('td').allInnerTexts();
  assert.deepEqual([bare(cells[1]), bare(cells.at(-1))], metrics);
  assert.deepEqual(faults, []);
  await close();
});

test('a link keeps its tab open after a reload and another clock, in that tab and for that link alone, until it is refused', async () => {
  const link = await share({ name: 'Reloaded', password: 'a long password' });
  const other = await share({ name: 'Another', password: 'another password' });
  const { page, faults, close } = await stage.open(`/v/${link.token}`, { signedIn: false });
  await page.getByLabel('Password').fill('a long password');
  await page.keyboard.press('Enter');
  await page.locator('[data-metric="visitors"]').waitFor();
  await page.reload();
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), await visitors());
  await page.evaluate(() => localStorage.setItem('clock', 'h23'));
  await page.reload();
  await settled(page);
  assert.equal(await page.getByLabel('Password').count(), 0);

  await page.goto(`${stage.server.url}/v/${other.token}`);
  await page.getByLabel('Password').waitFor();
  const tab = await page.context().newPage();
  await tab.goto(`${stage.server.url}/v/${link.token}`);
  await tab.getByLabel('Password').waitFor();
  await page.goto(`${stage.server.url}/v/${link.token}`);
  await settled(page);
  assert.equal(await page.getByLabel('Password').count(), 0);

  // Another password ends what the former one opened.
  await stage.server.send(`/api/v1/sites/${SITE}/shared-links/${link.id}`, { name: 'Reloaded', password: 'a new password' }, 'PUT');
  await page.reload();
  await page.getByLabel('Password').waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('a page of another site frames a link that allows it, and its links stay in the frame', async () => {
  const link = await share({ name: 'Frame', embed: true });
  const other = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end(`<title>Other</title><iframe width="1200" height="800" src="${stage.server.url}/v/${link.token}?embed=1&theme=dark"></iframe>`),
  );
  await new Promise((resolve) => other.listen(0, 'localhost', resolve));
  const { page, close } = await stage.open('/favicon.svg', { signedIn: false });
  await page.goto(`http://localhost:${other.address().port}/`);
  const frame = page.frameLocator('iframe');
  await frame.locator('[data-metric="visitors"] .tile-value:not(.skeleton)').waitFor();
  assert.equal(await frame.locator('.topbar').count(), 0);
  await frame.getByRole('link', { name: 'Funnels' }).click();
  await frame.locator('.funnel-step').first().waitFor();
  const [, inner] = page.frames();
  assert.match(inner.url(), /\/funnels\?embed=1&theme=dark$/);
  await close();
  await new Promise((resolve) => other.close(resolve));
});

test('an ended link says so, and a stranger at a site that is not public is asked to sign in', async () => {
  const { page, close } = await stage.open(`/v/${SITE}~nothing`, { signedIn: false });
  await page.locator('.empty').waitFor();
  await page.goto(`${stage.server.url}${HOME}`);
  await page.waitForURL(/\/sign-in\?next=/);
  await stage.server.send(`/api/v1/sites/${SITE}`, { public: true }, 'PUT');
  await page.goto(`${stage.server.url}${HOME}`);
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), await visitors());
  await stage.server.send(`/api/v1/sites/${SITE}`, { public: false }, 'PUT');
  await close();
});

test('a key that may only read uses every reading screen', async () => {
  const { key } = await stage.server.send('/api/v1/keys', { name: 'reader', scopes: ['stats'], site: SITE });
  const { page, faults, close } = await stage.open(HOME, { key });
  await settled(page);
  for (const section of ['Explore', 'Funnels', 'Journeys', 'Retention', 'Live', 'Quality']) {
    await page.getByRole('link', { name: section, exact: true }).click();
    await settled(page);
    assert.equal(await page.getByRole('alert').count(), 0, section);
  }
  assert.equal(await page.getByRole('link', { name: /Settings|Jobs/ }).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('the live view follows the stream, and asks by itself while there is none', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/live`);
  await page.getByText(/· live · Space pauses/).waitFor();
  await page.keyboard.press('Space');
  await page.getByText(/· paused · Space pauses/).waitFor();
  assert.deepEqual(faults, []);
  await page.route('**/live/stream', (route) => route.abort());
  await page.reload();
  await page.getByText(/· asked again every 5 s · Space pauses/).waitFor();
  await close();
});
