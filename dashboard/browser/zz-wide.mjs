import { chromium } from 'playwright-core';
const [url, key, width, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const context = await browser.newContext({ viewport: { width: +width, height: 812 }, isMobile: true, hasTouch: true, locale: 'en-GB' });
const page = await context.newPage();
await page.request.post(`${url}/api/v1/session`, { data: { key } });
for (const path of paths) {
  await page.goto(url + path);
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton, [aria-busy="true"]'));
  await page.waitForTimeout(300);
  console.log(path, await page.evaluate((w) => [...document.querySelectorAll('body *')].filter((e) => { return e.getBoundingClientRect().right > w + 1; }).slice(0, 14).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)} ${e.textContent.slice(0, 30)}`), +width));
}
await browser.close();
