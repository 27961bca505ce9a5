// Makes the pictures of the readme from a running demo: node browser/pictures.mjs URL KEY.
import { chromium } from 'playwright-core';
import { settled } from './browser.mjs';

const [url, key] = process.argv.slice(2);
const PICTURES = [
  { name: 'dashboard', path: '/s/shop.example', height: 1200 },
  { name: 'dashboard-dark', path: '/s/shop.example?period=year&interval=day&comparison=off&avg=28', scheme: 'dark' },
  { name: 'dashboard-phone', path: '/s/shop.example', width: 375, height: 900, phone: true },
  { name: 'funnel', path: '/s/shop.example/funnels?split=device', height: 800 },
  { name: 'journeys', path: '/s/shop.example/journeys?path=page,/,page,/sale', height: 780, scheme: 'dark' },
  { name: 'retention', path: '/s/shop.example/retention?period=91d', height: 940 },
  { name: 'explore', path: '/s/shop.example/explore?period=91d&avg=7&split=channel', height: 760 },
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
for (const { name, path, width = 1280, height = 900, scheme = 'light', phone = false } of PICTURES) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, isMobile: phone, hasTouch: phone, timezoneId: 'Europe/Tallinn', locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.request.post(`${url}/api/v1/session`, { data: { key } });
  await page.goto(url + path);
  await settled(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: new URL(`../../docs/images/${name}.png`, import.meta.url).pathname });
  await context.close();
}
await browser.close();
