import { options } from './options';

declare global {
  interface Window {
    Cypress?: unknown;
    /** Set by those who test with an automated browser and want to be counted. */
    __plausible?: unknown;
  }
}

/** What of the address makes a page: a change of the query alone makes none. */
export const place = () => location.pathname + (options.hashBasedRouting ? location.hash : '');

/** True if the page is one of the patterns: `*` stands for a part of a path, `**` for any. */
const matches = (patterns: string | string[]) =>
  `${patterns}`
    .split(',')
    .some((pattern) => RegExp(`^${pattern.trim().replace(/\*\*?|\W/g, (found) => (found == '*' ? '[^/]*' : found == '**' ? '.*' : `\\${found}`))}/?$`).test(place()));

/** Why the event is not sent; false if it is. */
export const ignored = (isPageview: boolean) => {
  try {
    if (localStorage.plausible_ignore == 'true') return 'plausible_ignore';
  } catch {
    // Where a browser gives no storage, nobody has asked to be ignored.
  }
  return (
    (!options.captureOnLocalhost &&
      (/^(localhost|127\..+|\[::1]|)$/.test(location.hostname) ? 'localhost' : (navigator.webdriver || window.Cypress) && !window.__plausible && 'automation')) ||
    (isPageview && ((options.include && !matches(options.include)) || (options.exclude && matches(options.exclude))) && 'exclude')
  );
};
