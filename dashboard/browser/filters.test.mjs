// Filters as people put them together: by the names that they see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, bare, served, settled, tile } from './browser.mjs';
import { SITE } from './server.mjs';

const HOME = `/s/${SITE}`;
const stage = served();

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
