import { locale } from './numbers';

/** A path in two parts, of which the first may be cut: what stands last says most. */
export function splitPath(path: string): readonly [string, string] {
  const trimmed = path.replace(/\/+$/, '');
  const at = trimmed.lastIndexOf('/');
  return path.length < 24 || at <= 0 ? [path, ''] : [path.slice(0, at), path.slice(at)];
}

let regions: Intl.DisplayNames | undefined;
let languages: Intl.DisplayNames | undefined;

/** A country's name in the reader's language. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  regions ??= new Intl.DisplayNames([locale], { type: 'region' });
  return regions.of(code) ?? code;
}

/** A language's name in the reader's language. */
export function languageName(code: string): string {
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/.test(code)) return code;
  languages ??= new Intl.DisplayNames([locale], { type: 'language' });
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A text with a capital at its beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it stands in HTML and XML, also in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => MARKUP[letter]!);
}

/** An address that may be opened; undefined for any scheme but http and https. */
export function safeUrl(text: string): string | undefined {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
