// The module of apps: `import { init, track } from 'https://analytics.example/js/script.mjs'`.
import { options, type Options } from './options';
import { isCounted, start } from './start';
import { track } from './track';
import { watchVitals } from './vitals';

export { track };
export { FILE_TYPES as DEFAULT_FILE_TYPES } from './clicks';
export type { EventOptions, Options, Payload, Properties, Revenue } from './options';

let started: unknown;

/** Begins to count the page. Events can be sent by `track` at any time. */
export const init = (given: Options = {}) => {
  if (started) throw Error('init() can be called once: the page is counted already.');
  started = 1;
  Object.assign(options, given);
  if (isCounted()) return;
  start(() => watchVitals(track));
};

options.endpoint = `${new URL(import.meta.url).origin}/api/event`;
