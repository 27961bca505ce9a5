// The script of pages: `<script defer data-domain="example.com" src="https://analytics.example/js/script.js"></script>`.
import { FILE_TYPES } from './clicks';
import { options, type EventOptions, type Options, type Properties } from './options';
import { isCounted, start } from './start';
import { track } from './track';

type Call = [string, EventOptions?];
type Plausible = typeof track & { q?: Call[]; o?: Options; l?: boolean; init?: (given?: Options) => void };

declare global {
  interface Window {
    plausible?: Plausible;
  }
}

if (!isCounted()) {
  // A script that another one puts together has no element of its own.
  const element = (document.currentScript || document.querySelector('script[data-domain]')) as HTMLScriptElement;
  const { q, o } = window.plausible || ({} as Plausible);
  const { dataset } = element;
  const list = (name: string) => element.getAttribute(name)?.split(',');
  const properties: Properties = {};
  for (const { name, value } of element.attributes) if (name.startsWith('event-')) properties[name.slice(6)] = value;
  for (const name in dataset) (options as Record<string, unknown>)[name] = dataset[name] != 'false' && (dataset[name] || 1);
  options.endpoint = dataset.api || new URL(element.src).origin + '/api/event';
  options.captureOnLocalhost ||= 'allowLocal' in dataset;
  options.fileDownloads &&= { fileExtensions: list('file-types') || FILE_TYPES.concat(list('add-file-types') || []) };
  options.customProperties = properties;

  let started: unknown;
  const init = (given?: Options) => {
    Object.assign(options, given);
    if (!started && !isCounted()) {
      started = 1;
      start(() => import(/* @vite-ignore */ new URL('vitals.mjs', element.src).href).then(({ watchVitals }) => watchVitals(track)));
      q?.forEach((call) => track(...call));
    }
  };

  window.plausible = Object.assign(track as Plausible, { init, l: true });
  if (o || !options.init) init(o);
}
