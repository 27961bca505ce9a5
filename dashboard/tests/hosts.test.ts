import { describe, expect, it } from 'vitest';
import { unicodeHost } from '../src/format/hosts';
import { pastedHost } from '../src/format/pastedHost';

describe('hosts', () => {
  it.each([
    ['xn--bcher-kva.example', 'bücher.example'],
    ['www.xn--bcher-kva.example/a/xn--b', 'www.bücher.example/a/xn--b'],
    ['https://xn--e1afmkfd.xn--p1ai/', 'https://пример.рф/'],
    ['example.com', 'example.com'],
    ['Direct / None', 'Direct / None'],
  ])('%j is %j', (text, shown) => expect(unicodeHost(text)).toBe(shown));
  // "аpple", with a Cyrillic а before Latin letters.
  it('keeps a host that mixes Latin letters with their likes', () => expect(unicodeHost('xn--pple-43d.com')).toBe('xn--pple-43d.com'));
  it('keeps what is no punycode', () => expect(unicodeHost('xn--ü.example')).toBe('xn--ü.example'));
});

describe('what is pasted as a domain', () => {
  it.each([
    ['shop.example', 'shop.example'],
    [' Shop.Example ', 'shop.example'],
    ['shop.example?utm=1', 'shop.example'],
    ['shop.example:8080', 'shop.example'],
    ['shop.example#top', 'shop.example'],
    ['https://shop.example/x', 'shop.example'],
    ['//shop.example', 'shop.example'],
    ['https://jo:secret@shop.example:8443/a@b:c?d=e@f#g', 'shop.example'],
    ['Bücher.example/ä', 'bücher.example'],
  ])('%j is the host %s', (text, host) => expect(pastedHost(text)).toBe(host));
});
