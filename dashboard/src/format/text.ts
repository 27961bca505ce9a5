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

const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** A text that others sent, with what can't be seen in it escaped: a control character of direction would make `/\u202egpj.exe` look like another page. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
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
