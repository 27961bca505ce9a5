// The page on paper, and where the system chooses its colours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, settled, served } from './browser.mjs';
import { HOME } from './screens.mjs';

const stage = served();
const PAPER = 718;

/** What can be seen of elements that are clicked or typed into, by their names. */
const controlsOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, select, input, textarea, .topbar, .sections, .bottom-bar, .panel-foot')]
      .filter((element) => element.checkVisibility())
      .filter((element) => !element.matches('.tile, [role="tab"][aria-selected="true"], .sort, .note-mark, .chip .menu > .button'))
      .map((element) => element.getAttribute('aria-label') ?? element.textContent),
  );

test('on paper there are charts and tables, in light colours, and nothing to click', async () => {
  for (const scheme of ['light', 'dark']) {
    const { page, faults, close } = await stage.open(`${HOME}?f=is,country,EE`, { scheme });
    await settled(page);
    await page.locator('.chart canvas').waitFor();
    await page.setViewportSize({ width: PAPER, height: 1000 });
    await settled(page);
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual(await controlsOf(page), []);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'test.example');
    assert.match(await page.locator('.chip').innerText(), /Country\s*is\s*Estonia/);
    for (const name of ['Sources', 'Pages', 'Places', 'Devices', 'What they did']) {
      const panel = page.locator(`section[aria-label="${name}"]`);
      assert.ok(await panel.locator('tbody tr').first().isVisible(), name);
      assert.equal(await panel.evaluate((element) => getComputedStyle(element).breakInside), 'avoid');
    }
    const { paper, filter, ink } = await page.evaluate(() => {
      const canvas = document.querySelector('.chart canvas');
      return { paper: canvas.getBoundingClientRect().right <= document.documentElement.clientWidth, filter: getComputedStyle(canvas).filter, ink: getComputedStyle(document.querySelector('h1')).color };
    });
    assert.ok(paper, 'the chart is as wide as the paper');
    assert.equal(filter, scheme === 'dark' ? 'invert(1) hue-rotate(180deg)' : 'none');
    assert.equal(ink, 'rgb(22, 24, 29)');
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages >= 2 && pages <= 6, `${pages} pages`);
    assert.deepEqual(faults, []);
    await close();
  }
});

test('on paper of any format, the longest numbers of tiles are whole', async () => {
  const { page, close } = await stage.open(HOME);
  await settled(page);
  await page.emulateMedia({ media: 'print' });
  for (const width of [559, PAPER, 794, 1047]) {
    await page.setViewportSize({ width, height: 1000 });
    const cut = await page.locator('.tile').evaluateAll((tiles) =>
      tiles.filter((tile) => {
        const number = tile.querySelector('.tile-value');
        number.textContent = '23 h 59 m';
        const text = document.createRange();
        text.selectNodeContents(number);
        return text.getBoundingClientRect().right > tile.getBoundingClientRect().right;
      }).length,
    );
    assert.equal(cut, 0, `${width} px`);
  }
  await close();
});

test('an open list of details is printed whole, without the page below', async () => {
  const { page, close } = await stage.open(`${HOME}/d/pages`);
  await page.locator('dialog tbody tr').nth(4).waitFor();
  await settled(page);
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await controlsOf(page), []);
  assert.equal(await page.locator('dialog tbody tr').evaluateAll((rows) => rows.filter((row) => row.checkVisibility()).length), 5);
  assert.equal(await page.locator('.chart').isVisible(), false);
  await close();
});

test('where the system chooses the colours, focus, bars, choices and lines are seen', async () => {
  for (const scheme of ['light', 'dark']) {
    const { page, faults, close } = await stage.open(HOME, { scheme });
    await page.emulateMedia({ forcedColors: 'active', colorScheme: scheme });
    await settled(page);
    await page.locator('.chart canvas').waitFor();
    const system = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      const colorOf = (name) => ((probe.style.color = name), getComputedStyle(probe).color);
      probe.style.forcedColorAdjust = 'none';
      const colors = { canvas: colorOf('Canvas'), text: colorOf('CanvasText'), highlight: colorOf('Highlight') };
      probe.remove();
      return colors;
    });
    const style = (selector, property) => page.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], property);
    assert.equal(await style('.bar', 'borderTopColor'), system.highlight);
    assert.equal(await style('.bar', 'borderTopStyle'), 'solid');
    assert.equal(await style('.tile[aria-checked="true"]', 'borderBottomColor'), system.highlight);
    assert.equal(await style('.tile[aria-checked="false"]', 'borderBottomColor'), system.canvas);
    assert.equal(await style('.segmented [aria-pressed="true"]', 'backgroundColor'), system.highlight);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => {
      const { outlineStyle, outlineColor, outlineWidth } = getComputedStyle(document.activeElement);
      return [outlineStyle, outlineColor, parseFloat(outlineWidth) >= 2];
    });
    assert.deepEqual(ring, ['solid', system.highlight, true]);
    // The average and the values are drawn in the system's colours, as soon as the plot is made again with them.
    await page.waitForFunction(
      (wanted) => {
        const canvas = document.querySelector('.chart canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const counts = wanted.map(() => 0);
        const colors = wanted.map((color) => color.match(/\d+/g).slice(0, 3).map(Number));
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] < 150) continue;
          colors.forEach((color, index) => (counts[index] += color.every((part, channel) => Math.abs(data[at + channel] - part) < 12) ? 1 : 0));
        }
        return counts[0] > 500 && counts[1] > 200;
      },
      [system.highlight, system.text],
      { polling: 200 },
    );
    assert.deepEqual(await axe(page, { colorsOnly: true }), []);
    assert.deepEqual(faults, []);
    await close();
  }
});
