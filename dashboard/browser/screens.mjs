// The screens that every test of all screens looks at.
import { SITE } from './server.mjs';

export const HOME = `/s/${SITE}`;

const SETTINGS = ['general', 'install', 'goals', 'annotations', 'segments', 'alerts', 'sharing', 'data', 'keys', 'danger'];

export const SCREENS = [
  '/',
  HOME,
  `${HOME}?tab.places=map`,
  `${HOME}?view=table`,
  `${HOME}/d/countries`,
  `${HOME}/d/pages`,
  `${HOME}/live`,
  ...SETTINGS.map((section) => `${HOME}/settings/${section}`),
  `${HOME}/funnels?split=country`,
  `${HOME}/funnels/new`,
  `${HOME}/journeys?path=page,/`,
  `${HOME}/retention`,
  `${HOME}/explore?split=country`,
  `${HOME}/explore?by=page`,
  `${HOME}/quality`,
  '/s/empty.example',
  '/new',
  '/jobs',
  '/nowhere',
];

/** A search part with many filters, some of them long. */
export const FILTERS = '?f=is,country,EE,LV&f=contains_not,page,/boots&f=any,is%2Cbrowser%2CFirefox,is%2Cos%2CLinux';
