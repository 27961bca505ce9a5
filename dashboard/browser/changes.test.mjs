// What people change and delete, with others who do so at the same time, and with an undo.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, served, settled } from './browser.mjs';
import { KEY } from './server.mjs';

const SITE = 'changes.example';
const HOME = `/s/${SITE}`;
const API = `/api/v1/sites/${SITE}`;

const stage = served(async (server) => {
  await server.send('/api/v1/sites', { domain: SITE });
  const made = (kind, name, content) => server.send(`${API}/${kind}`, { name, personal: false, content });
  await made('segments', 'The Baltics', { filters: [['is', 'visit:country', ['EE', 'LV']]] });
  await made('annotations', 'Deployed', { at: '2026-11-20T14:02' });
  await made('funnels', 'To the sale', { steps: [{ page: '/' }, { page: '/sale' }] });
  await made('views', 'Countries', { screen: 'explore', search: '?by=country' });
  await server.send(`${API}/alerts`, { name: 'Nobody comes', kind: 'silence', url: 'https://hooks.example/alerts' });
  await server.send(`${API}/shared-links`, { name: 'For the agency' });
  await server.send(`${API}/goals`, { goal_type: 'event', event_name: 'Buy', currency: 'EUR', custom_props: { plan: 'team' } });
});

const get = (path) => stage.server.send(path, undefined, 'GET');
const stored = (kind) => get(`${API}/${kind}`);

/** Where each kind is deleted, and by what. */
const KINDS = [
  ['segments', '/settings/segments', (page) => page.getByRole('button', { name: 'Delete the segment The Baltics' }).click()],
  ['annotations', '/settings/annotations', (page) => page.getByRole('button', { name: 'Delete the note Deployed' }).click()],
  ['alerts', '/settings/alerts', (page) => page.getByRole('button', { name: 'Delete the alert Nobody comes' }).click()],
  ['shared-links', '/settings/sharing', (page) => page.getByRole('button', { name: 'Delete the link For the agency' }).click()],
  ['goals', '/settings/goals', (page) => page.getByRole('button', { name: 'Delete the goal Buy' }).click()],
  [
    'funnels',
    '/funnels',
    async (page) => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
    },
  ],
  [
    'views',
    '/explore?by=country',
    async (page) => {
      await page.getByRole('button', { name: 'Saved charts', exact: true }).click();
      await page.getByRole('button', { name: 'Delete “Countries”' }).click();
    },
  ],
];

for (const [kind, path, remove] of KINDS) {
  test(`${kind} come back from an undo as they were, with their ids`, async () => {
    const before = await stored(kind);
    const { page, faults, close } = await stage.open(HOME + path);
    await settled(page);
    await remove(page);
    await page.getByText(/is deleted/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/is deleted/).waitFor({ state: 'detached' });
    await page.reload();
    await settled(page);
    assert.deepEqual(await stored(kind), before);
    assert.deepEqual(faults, []);
    await close();
  });
}

test('what is deleted is gone at once for who deletes it, and for all when the page is left or some time has passed', async () => {
  const made = (name) => stage.server.send(`${API}/annotations`, { name, personal: false, content: { at: '2026-11-20' } });
  const names = async () => (await stored('annotations')).items.map(({ name }) => name);
  await made('Left');
  await made('Waited');
  const { page, faults, close } = await stage.open('/favicon.svg');
  await page.clock.install();
  await page.goto(`${stage.server.url}${HOME}/settings/annotations`);
  await page.getByRole('button', { name: 'Delete the note Left' }).click();
  await page.getByRole('button', { name: 'Delete the note Left' }).waitFor({ state: 'detached' });
  assert.ok((await names()).includes('Left'));
  await page.reload();
  // The request of a page that is left has no page that would tell when it is answered.
  for (let tries = 0; tries < 100 && (await names()).includes('Left'); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(!(await names()).includes('Left'));

  await page.getByRole('button', { name: 'Delete the note Waited' }).click();
  await page.getByText('“Waited” is deleted.').waitFor();
  // Who points at the undo is not hurried.
  await page.getByRole('button', { name: 'Undo' }).hover();
  await page.clock.runFor(60_000);
  assert.ok((await names()).includes('Waited'));
  await page.mouse.move(0, 0);
  const sent = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.clock.runFor(21_000);
  assert.equal((await sent).status(), 200);
  await page.getByText('“Waited” is deleted.').waitFor({ state: 'detached' });
  assert.ok(!(await names()).includes('Waited'));
  assert.deepEqual(faults, []);
  await close();
});

test('a segment is given another name and other filters', async () => {
  const filters = [['is', 'visit:country', ['EE']], ['is', 'visit:device', ['Mobile']]];
  const { id } = await stage.server.send(`${API}/segments`, { name: 'Phones', personal: false, content: { filters } });
  const { page, faults, close } = await stage.open(`${HOME}/settings/segments`);
  await page.getByRole('button', { name: 'Edit the segment Phones' }).click();
  await page.getByRole('button', { name: 'Remove filter: Device is Mobile' }).click();
  await page.getByRole('button', { name: 'Add a filter to the segment' }).click();
  const editor = page.locator('form.editor');
  await editor.getByLabel('Operator').selectOption('contains');
  await editor.getByLabel('Text').fill('/sale');
  await editor.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('group', { name: 'Filter: Page contains /sale' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByLabel('Name', { exact: true }).fill('Estonian sale');
  await page.getByRole('button', { name: 'Save the segment' }).click();
  await page.getByRole('link', { name: 'Estonian sale' }).waitFor();
  const { name, content } = await get(`${API}/segments/${id}`);
  assert.deepEqual([name, content.filters], ['Estonian sale', [['is', 'visit:country', ['EE']], ['contains', 'event:page', ['/sale']]]]);
  await stage.server.send(`${API}/segments/${id}`, undefined, 'DELETE');
  assert.deepEqual(faults, []);
  await close();
});

test('a goal that is in use says at once what uses it, and stays', async () => {
  await stage.server.send(`${API}/goals`, { goal_type: 'event', event_name: 'Used' });
  const { id } = await stage.server.send(`${API}/segments`, { name: 'Who used it', personal: false, content: { filters: [['is', 'event:goal', ['Used']]] } });
  const { page, faults, close } = await stage.open(`${HOME}/settings/goals`);
  const remove = page.getByRole('button', { name: 'Delete the goal Used' });
  await remove.click();
  await page.getByText('The goal “Used” stays, because the segment “Who used it” uses it. Change or delete that first.').waitFor();
  assert.equal(await remove.count(), 1);
  await stage.server.send(`${API}/segments/${id}`, undefined, 'DELETE');
  await remove.click();
  await page.getByText('The goal “Used” is deleted; its events stay.').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a segment that a shared link is limited to stays, and a link whose segment is gone says so and can be mended', async () => {
  const { id } = await stage.server.send(`${API}/segments`, { name: 'Agency', personal: false, content: { filters: [['is', 'visit:country', ['EE']]] } });
  const link = await stage.server.send(`${API}/shared-links`, { name: 'For a partner', segment: id });
  const { page, faults, close } = await stage.open(`${HOME}/settings/segments`);
  const remove = page.getByRole('button', { name: 'Delete the segment Agency' });
  await remove.click();
  await page.getByText('The segment “Agency” stays, because the shared link “For a partner” uses it. Change or delete that first.').waitFor();
  assert.equal(await remove.count(), 1);
  // As where an earlier release deleted it.
  await page.route(`**${API}/segments?**`, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    await route.fulfill({ response, json: { ...body, items: body.items.filter((one) => one.id !== id) } });
  });
  await page.goto(`${stage.server.url}${HOME}/settings/sharing`);
  await page.getByText('It shows nothing: the segment that it is limited to is gone.').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Edit the link For a partner' }).click();
  assert.equal(await page.getByLabel('Shows').inputValue(), id);
  await page.getByLabel('Shows').selectOption('1');
  await page.getByRole('button', { name: 'Save the link' }).click();
  await page.getByText('only the segment').waitFor();
  await stage.server.send(`${API}/shared-links/${link.id}`, undefined, 'DELETE');
  await stage.server.send(`${API}/segments/${id}`, undefined, 'DELETE');
  assert.deepEqual(faults, []);
  await close();
});

test('the key that is in use is deleted after a question, and signs out', async () => {
  const made = (name) => stage.server.send('/api/v1/keys', { name, scopes: ['admin'] });
  const names = async () => (await get('/api/v1/keys')).keys.map(({ name }) => name);
  const { key } = await made('my own');
  await made('an old one');
  const { page, faults, close } = await stage.open(`${HOME}/settings/keys`, { key });
  await page.getByRole('button', { name: 'Delete the key an old one' }).click();
  await page.getByText('The key “an old one” is deleted.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Delete the key my own' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete the key you are signed in with?' });
  await dialog.getByText('You are signed out at once').waitFor();
  assert.deepEqual(await axe(page, { within: 'dialog' }), []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual((await names()).filter((name) => name === 'an old one' || name === 'my own').sort(), ['an old one', 'my own']);
  await page.getByRole('button', { name: 'Delete the key my own' }).click();
  await dialog.getByRole('button', { name: 'Delete it and sign out' }).click();
  await page.getByLabel('Access key').waitFor();
  assert.ok(!(await names()).includes('my own'));
  assert.deepEqual(faults, []);
  await close();
});

test('a goal of the name of one that was just deleted is a new one', async () => {
  const { id } = await stage.server.send(`${API}/goals`, { goal_type: 'event', event_name: 'Again' });
  const { page, faults, close } = await stage.open(`${HOME}/settings/goals`);
  // What names the goal is still asked for when the new one is saved.
  await page.route(/\/funnels(\?|$)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await page.getByRole('button', { name: 'Delete the goal Again' }).click();
  await page.getByRole('button', { name: 'Add a goal' }).click();
  await page.getByLabel('Name of the event').fill('Again');
  await page.getByRole('button', { name: 'Save the goal' }).click();
  await page.getByText('The goal “Again” is saved.').waitFor();
  await page.getByRole('button', { name: 'Delete the goal Again' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  const goals = (await stored('goals')).goals.filter((goal) => goal.event_name === 'Again');
  assert.equal(goals.length, 1);
  assert.notEqual(goals[0].id, id);
  assert.deepEqual(faults, []);
  await close();
});

test('saving changes what was changed, and leaves what another person changed meanwhile', async () => {
  const { page, faults, close } = await stage.open(`${HOME}/settings/general`);
  await page.getByLabel('Public').waitFor();
  await stage.server.send(API, { week_start: 'sunday', retention_days: 400 }, 'PUT');
  await page.getByLabel('Public').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const { week_start, retention_days, public: isPublic } = await get(API);
  assert.deepEqual([week_start, retention_days, isPublic], ['sunday', 400, true]);
  assert.equal(await page.getByLabel('Weeks begin on').inputValue(), 'sunday');
  await stage.server.send(API, { week_start: 'monday', retention_days: null, public: false }, 'PUT');

  const bought = async () => (await stored('goals')).goals.find((goal) => goal.event_name === 'Buy');
  const goal = await bought();
  await page.goto(`${stage.server.url}${HOME}/settings/goals`);
  await page.getByRole('button', { name: 'Edit the goal Buy' }).click();
  await stage.server.send(`${API}/goals/${goal.id}`, { ...goal, id: undefined, currency: 'USD' }, 'PUT');
  await page.getByLabel('Name', { exact: true }).fill('Bought');
  await page.getByRole('button', { name: 'Save the goal' }).click();
  await page.getByRole('button', { name: 'Edit the goal Bought' }).waitFor();
  const { currency, display_name } = await bought();
  assert.deepEqual([currency, display_name], ['USD', 'Bought']);
  await stage.server.send(`${API}/goals/${goal.id}`, { ...goal, id: undefined }, 'PUT');
  assert.deepEqual(faults, []);
  await close();
});

test('after signing out and in again in another tab, changes in this one go on', async () => {
  const { page, faults, close } = await stage.open('/favicon.svg', { signedIn: false });
  const { request } = page.context();
  const session = `${stage.server.url}/api/v1/session`;
  await request.post(session, { data: { key: KEY } });
  await page.goto(`${stage.server.url}${HOME}/settings/general`);
  await page.getByLabel('Public').waitFor();
  const { csrf_token: token } = await (await request.get(session)).json();
  await request.delete(session, { headers: { 'X-CSRF-Token': token } });
  await request.post(session, { data: { key: KEY } });
  await page.getByLabel('Weeks begin on').selectOption('saturday');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  assert.equal((await get(API)).week_start, 'saturday');
  assert.deepEqual(faults.filter((fault) => !/status of 403/.test(fault)), []);
  await close();
});

test('the settings list as many goals as a site may have', async () => {
  const domain = 'goals.example';
  await stage.server.send('/api/v1/sites', { domain });
  for (let at = 1; at <= 510; at++) await stage.server.send(`/api/v1/sites/${domain}/goals`, { goal_type: 'event', event_name: `Goal ${at}` });
  const { page, faults, close } = await stage.open(`/s/${domain}/settings/goals`);
  await page.getByRole('button', { name: 'Edit the goal Goal 510', exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Edit the goal/ }).count(), 510);
  assert.deepEqual(faults, []);
  await close();
});

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? document.activeElement?.tagName);

test('the focus stays near what is saved, refused, left, deleted and brought back', async () => {
  await stage.server.send(`${API}/goals`, { goal_type: 'event', event_name: 'Aside' });
  const { page, faults, close } = await stage.open(`${HOME}/settings/goals`);
  const press = (name) => page.getByRole('button', { name, exact: true }).press('Enter');
  const comesTo = async (name) => page.waitForFunction((wanted) => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent) === wanted, name);
  await press('Edit the goal Aside');
  await press('Cancel');
  await comesTo('Edit the goal Aside');
  await press('Edit the goal Aside');
  await press('Save the goal');
  await comesTo('Edit the goal Aside');
  await press('Add a goal');
  await press('Save the goal');
  await page.getByRole('alert').waitFor();
  await comesTo('Save the goal');
  await press('Cancel');
  await comesTo('Add a goal');
  await press('Delete the goal Aside');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  assert.match(await focused(page), /^(Edit the goal|Add a goal)/);
  const before = await focused(page);
  await press('Undo');
  await comesTo(before);
  await page.goto(`${stage.server.url}${HOME}/settings/sharing`);
  await press('Make a link');
  await page.getByLabel('Name').fill('For the test');
  await press('Make the link');
  await page.getByText('For the test').waitFor();
  await comesTo('Make a link');
  assert.deepEqual(faults.filter((fault) => !fault.includes('400')), []);
  await close();
});
