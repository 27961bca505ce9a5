// Filters as people put them together: by the names that they see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, bare, served, settled, tile } from './browser.mjs';
import { SITE } from './server.mjs';

const HOME = `/s/${SITE}`;
const PLANS = 'plans.example';

/** A site whose events have a property. */
async function sendPlans(server) {
  await server.send('/api/v1/sites', { domain: PLANS });
  const event = (at) => ({ domain: PLANS, name: 'Signup', url: `https://${PLANS}/?utm_medium=email`, id: `plan-${at}`, visitor_id: `p${at}`, timestamp: Date.now() - 86_400_000, props: { plan: at < 3 ? 'team' : 'solo' } });
  await server.send('/api/events?import=true', Array.from({ length: 4 }, (_, at) => event(at)));
}

const stage = served(sendPlans);

test('a country is found by its name, in the editor and in the details, and what is none is refused with what to do', async () => {
  const { page, faults, close } = await stage.open(HOME);
  await settled(page);
  const editor = page.locator('form.editor');
  const apply = editor.getByRole('button', { name: 'Apply' });
  await page.getByRole('button', { name: 'Add a filter' }).click();
  await editor.getByLabel('Dimension').selectOption('country');
  assert.deepEqual(await editor.getByLabel('Operator').locator('option').allInnerTexts(), ['is', 'is not']);
  await editor.getByLabel('Find a value').fill('Inda');
  await editor.getByText('“Inda” names no single country. Choose one of the list').waitFor();
  assert.equal(await apply.isDisabled(), true);
  assert.deepEqual(await axe(page, { within: 'form.editor' }), []);
  // Nobody of that country came, and the filter says so rather than fail.
  await editor.getByLabel('Find a value').fill('India');
  await editor.getByText('0 visitors').waitFor();
  await editor.getByLabel('Find a value').fill('lat');
  await editor.getByLabel('Latvia').check();
  await apply.click();
  await page.waitForURL(/f=is,country,LV$/);
  const { results } = await stage.server.query({ metrics: ['visitors'], date_range: '28d', filters: [['is', 'visit:country', ['LV']]] });
  await settled(page);
  assert.equal(bare(await tile(page, 'visitors')), results[0].metrics[0]);
  await page.goto(`${stage.server.url}${HOME}/d/countries?find=eston`);
  await page.getByRole('dialog').getByRole('link', { name: 'Estonia' }).waitFor();
  assert.equal(await page.getByRole('dialog').locator('tbody tr').count(), 1);
  assert.deepEqual(faults, []);
  await close();
});

test('properties have a tab of their values, and are among the dimensions of filters and of Explore', async () => {
  for (;;) {
    const { results } = await stage.server.send('/api/v2/query', { site_id: PLANS, metrics: ['events'], date_range: 'all' });
    if (results[0]?.metrics[0] === 4) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { page, faults, close } = await stage.open(`/s/${PLANS}`);
  await settled(page);
  const panel = page.locator('section[aria-label="What they did"]');
  await panel.getByRole('tab', { name: 'Properties' }).click();
  await panel.getByText('No property is known yet.').waitFor();
  assert.deepEqual(await axe(page, { within: 'section[aria-label="What they did"]' }), []);
  await panel.getByLabel('Key of the property').fill('plam');
  await page.keyboard.press('Enter');
  await panel.getByText('No event of this period has the property “plam”. Look at its spelling, or choose a longer period.').waitFor();
  await panel.getByLabel('Key of the property').fill('plan');
  await page.keyboard.press('Enter');
  await page.waitForURL(/tab\.events=props:plan/);
  await panel.getByRole('link', { name: 'team' }).waitFor();
  assert.deepEqual(await panel.locator('tbody tr td.number:nth-child(2)').allInnerTexts(), ['3', '1']);
  assert.equal(await panel.getByLabel('Property', { exact: true }).inputValue(), 'props:plan');
  assert.deepEqual(await axe(page, { within: 'section[aria-label="What they did"]' }), []);
  await panel.getByRole('link', { name: 'team' }).click();
  await page.waitForURL(/f=is,props:plan,team/);
  await settled(page);
  assert.equal(await tile(page, 'visitors'), '3');
  // The key is known to all, from then on, and the one that no event has is not.
  await page.goto(`${stage.server.url}/s/${PLANS}?tab.events=properties&tab.sources=utm`);
  await panel.getByRole('link', { name: 'solo' }).waitFor();
  const sources = page.locator('section[aria-label="Sources"]');
  await sources.getByLabel('UTM parameter').selectOption('utm-medium');
  await sources.getByRole('link', { name: 'email' }).waitFor();
  await page.getByRole('button', { name: 'Add a filter' }).click();
  await page.locator('form.editor').getByLabel('Dimension').selectOption('props:plan');
  await page.locator('form.editor').getByLabel('solo').waitFor();
  await page.goto(`${stage.server.url}/s/${PLANS}/explore`);
  await page.getByLabel('By', { exact: true }).selectOption('props:plan');
  await page.getByRole('table').getByRole('link', { name: 'team' }).waitFor();
  // Lists of sites are tests of their own.
  await stage.server.send(`/api/v1/sites/${PLANS}`, undefined, 'DELETE');
  assert.deepEqual(faults, []);
  await close();
});
