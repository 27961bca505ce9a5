// The list of sites: few as cards, many as a table, very many page by page; what is pinned comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, served, settled } from '../browser.mjs';
import { SITE } from '../server.mjs';

const stage = served();
const MOST_CARDS = 50;
const PAGE = 100;
const nameOf = (number) => `many-${String(number).padStart(3, '0')}.example`;

/** Registers sites until there are so many; two are there from the beginning. */
async function registerUpTo(count, from) {
  for (let number = from; number <= count - 2; number++) await stage.server.send('/api/v1/sites', { domain: nameOf(number) });
}

// Sites that nobody has scrolled to ask nothing, and stay without numbers.
const isListed = (page) => page.waitForFunction(() => document.querySelector('.site-name, .site-link') && !document.querySelector('[aria-busy="true"]'));
const names = (page) => page.locator('.site-name, .site-link').allInnerTexts();
const overBy = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('a card leads to its site before its numbers are there, and one without events to its installation', async () => {
  const { page, faults, close } = await stage.open('/favicon.svg');
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/api/v2/query/batch', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${stage.server.url}/`);
  const link = (domain) => page.getByRole('link', { name: domain, exact: true });
  assert.equal(await link(SITE).getAttribute('href'), `/s/${SITE}`);
  release();
  await page.locator('.site-card', { hasText: SITE }).getByText('visitors').waitFor();
  assert.equal(await link(SITE).getAttribute('href'), `/s/${SITE}`);
  await page.waitForFunction(() => document.querySelector('[href="/s/empty.example/settings/install"].site-name'));
  assert.deepEqual(faults, []);
  await close();
});

test('a site is named in the letters of its language, and made of the address that is pasted, with UTC among the zones', async () => {
  const { page, faults, close } = await stage.open('/new');
  await page.getByLabel('Domain').fill('https://www.Müller-Shop.example:8080/start?utm=1#top');
  const zones = await page.getByLabel('Time zone').locator('option').allInnerTexts();
  ['UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'Europe/Tallinn'].forEach((zone) => assert.ok(zones.includes(zone), zone));
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Europe/Tallinn');
  await page.getByLabel('Time zone').selectOption({ label: 'UTC' });
  await page.getByRole('button', { name: 'Add and get the snippet' }).click();
  await page.getByRole('heading', { level: 1, name: 'www.müller-shop.example' }).waitFor();
  assert.match(page.url(), /\/s\/www\.xn--mller-shop-9db\.example\/settings\/install$/);
  assert.match(await page.title(), /^www\.müller-shop\.example · /);
  const site = '/api/v1/sites/www.xn--mller-shop-9db.example';
  const zone = async () => (await stage.server.send(site, undefined, 'GET')).timezone;
  assert.equal(await zone(), 'Etc/UTC');
  await stage.server.send(site, { timezone: 'Asia/Calcutta' }, 'PUT');
  await page.goto(`${stage.server.url}/s/www.xn--mller-shop-9db.example/settings/general`);
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Asia/Calcutta');
  await stage.server.send(site, undefined, 'DELETE');
  assert.deepEqual(faults, []);
  await close();
});

test('up to 50 sites are cards, more are a table, and more than a page have further pages and a search', async () => {
  await registerUpTo(MOST_CARDS, 1);
  const { page, faults, close } = await stage.open('/');
  await isListed(page);
  assert.equal(await page.locator('.site-card').count(), MOST_CARDS);
  await page.keyboard.press('/');
  await page.keyboard.type('MANY-04');
  await page.waitForURL(/\?find=MANY-04$/);
  assert.equal((await names(page)).length, 9);

  await page.goto(`${stage.server.url}/`);
  await isListed(page);
  assert.equal((await names(page)).at(-1), SITE);
  const total = async (metrics) => (await stage.server.query({ date_range: '7d', metrics })).results[0].metrics;
  const [visits, pageviews] = (await total(['visits', 'pageviews'])).map((number) => number.toLocaleString('en'));
  await page.getByLabel('Sort the sites').selectOption('visitors');
  await page.getByText(`Together ${visits} visits and ${pageviews} pageviews in 7 days.`).waitFor();
  assert.equal((await names(page))[0], SITE);
  assert.match(page.url(), /\?sort=visitors$/);
  assert.deepEqual(await axe(page), []);

  await registerUpTo(60, MOST_CARDS - 1);
  await page.goto(`${stage.server.url}/`);
  await isListed(page);
  assert.equal(await page.locator('.site-card').count(), 0);
  assert.equal((await names(page)).length, 60);
  const row = page.locator('.site-row', { hasText: SITE });
  await row.scrollIntoViewIfNeeded();
  await row.locator('.sites-visitors').waitFor();
  const [visitors] = await total(['visitors']);
  assert.equal(await row.locator('.sites-visitors').innerText(), String(visitors));
  assert.deepEqual(await axe(page), []);

  await registerUpTo(600, 59);
  await page.goto(`${stage.server.url}/`);
  await isListed(page);
  // Every site stands on one of the pages, once.
  const seen = [];
  for (let pages = 0; pages < 7; pages++) {
    const listed = await names(page);
    assert.ok(listed.length <= PAGE);
    seen.push(...listed);
    const next = page.getByRole('link', { name: 'Next' });
    if (!(await next.count())) break;
    const [first] = listed;
    await next.click();
    await page.locator('.site-link').first().filter({ hasNotText: first }).waitFor();
    await isListed(page);
  }
  assert.deepEqual(seen, ['empty.example', ...Array.from({ length: 598 }, (_, at) => nameOf(at + 1)), SITE]);
  await page.goBack();
  await page.getByText(`${nameOf(400)} – ${nameOf(499)}`).waitFor();
  // Page by page back to the first, also from an address that somebody was sent.
  await page.reload();
  for (const number of [300, 200, 100]) {
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.getByText(`${nameOf(number)} – ${nameOf(number + 99)}`).waitFor();
  }
  await page.getByRole('link', { name: 'Previous' }).click();
  await page.getByText(`empty.example – ${nameOf(99)}`).waitFor();
  assert.equal(new URL(page.url()).search, '');
  assert.equal(await page.getByRole('link', { name: 'Previous' }).count(), 0);
  for (const number of [100, 200]) {
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByText(`${nameOf(number)} – ${nameOf(number + 99)}`).waitFor();
  }
  await page.getByRole('link', { name: 'First page' }).click();
  await page.getByText(`empty.example – ${nameOf(99)}`).waitFor();

  await page.getByLabel('Sort the sites').selectOption('visitors');
  await page.getByText(`1 – ${PAGE} of 600`).waitFor();
  assert.equal((await names(page))[0], SITE);
  await page.getByText(`Together ${visits} visits`).waitFor();
  await page.getByRole('link', { name: 'Next' }).click();
  await page.getByText('101 – 200 of 600').waitFor();
  assert.match(page.url(), /\?sort=visitors&page=2$/);
  await page.goBack();
  await page.getByText(`1 – ${PAGE} of 600`).waitFor();
  await page.getByLabel('Sort the sites').selectOption('name');
  await page.getByText(`empty.example – ${nameOf(99)}`).waitFor();

  await page.getByRole('searchbox', { name: 'Find a site' }).fill('-59');
  await page.waitForURL(/\?find=-59$/);
  await page.getByText(`${nameOf(590)} – ${nameOf(598)}`).waitFor();
  await page.getByRole('searchbox', { name: 'Find a site' }).fill('nowhere');
  await page.getByText('No site’s name contains “nowhere”.').waitFor();

  // From another site's screen, too, by typing.
  await page.goto(`${stage.server.url}/s/${SITE}/live`);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('many-597');
  await page.getByRole('option', { name: nameOf(597) }).click();
  await page.waitForURL(new RegExp(`/s/${nameOf(597)}`));

  for (const width of [375, 320]) {
    const phone = await stage.open('/', { width, height: 800, touch: true });
    await isListed(phone.page);
    assert.equal(await overBy(phone.page), 0);
    assert.deepEqual(await axe(phone.page), []);
    assert.deepEqual(phone.faults, []);
    await phone.close();
  }
  assert.deepEqual(faults, []);
  await close();
});

test('a pinned site comes first, as a row and as a card, and only those who may change it pin it', async () => {
  const { page, faults, close } = await stage.open('/');
  await isListed(page);
  await page.getByRole('button', { name: `Pin ${nameOf(42)}` }).click();
  await page.getByText(`${nameOf(42)} is pinned.`).waitFor();
  await page.getByRole('rowgroup').filter({ hasText: /^Pinned/ }).getByRole('link', { name: nameOf(42) }).waitFor();
  assert.equal((await names(page))[0], nameOf(42));
  const { key } = await stage.server.send('/api/v1/keys', { name: 'reader', scopes: ['stats'] });
  const reader = await stage.open('/', { key });
  await isListed(reader.page);
  assert.equal((await names(reader.page))[0], nameOf(42));
  assert.equal(await reader.page.getByRole('button', { name: /^Pin / }).count(), 0);
  await reader.page.getByRole('img', { name: 'Pinned' }).first().waitFor();
  // As few as are cards.
  await page.route('**/api/v1/sites?limit=100', async (route) => {
    const response = await route.fetch();
    const { sites, meta } = await response.json();
    await route.fulfill({ response, json: { sites: sites.slice(0, MOST_CARDS), meta } });
  });
  await page.reload();
  await isListed(page);
  assert.equal((await names(page))[0], nameOf(42));
  await page.getByRole('button', { name: `Pin ${nameOf(42)}`, pressed: true }).click();
  await page.getByRole('button', { name: `Pin ${nameOf(42)}`, pressed: false }).waitFor();
  assert.equal((await names(page))[0], 'empty.example');
  assert.deepEqual([...faults, ...reader.faults], []);
  await reader.close();
  await close();
});
