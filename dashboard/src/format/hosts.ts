import { toUnicode } from 'punycode/';

/**
 * A host in the letters of its language, also at the beginning of an address: `xn--bcher-kva.example/a` is `bücher.example/a`. A host that mixes
 * Latin letters with those that look like them stays as it is, since it may be meant to be taken for another.
 */
export function unicodeHost(text: string): string {
  if (!text.includes('xn--')) return text;
  const [, scheme, host, rest] = /^([a-z]+:\/\/)?([^/]*)(.*)$/s.exec(text)!;
  try {
    const name = toUnicode(host!);
    return name.split('.').some(mixesScripts) ? text : (scheme ?? '') + name + rest;
  } catch {
    return text;
  }
}

const LATIN = /\p{Script=Latin}/u;
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

const mixesScripts = (label: string) => LATIN.test(label) && LOOKALIKE.test(label);
