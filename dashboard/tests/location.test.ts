import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

beforeAll(() => vi.stubGlobal('window', { location: { pathname: '/', search: '', origin: 'https://stats.example' }, addEventListener: () => undefined }));
afterAll(() => vi.unstubAllGlobals());

describe('where to go after signing in', () => {
  it.each([
    ['/s/shop.example?period=7d#a', '/s/shop.example?period=7d#a'],
    [null, '/'],
    ['', '/'],
    ['s/shop.example', '/'],
    ['https://example.com/', '/'],
    ['javascript:alert(1)', '/'],
    ['//example.com', '/'],
    ['/\\example.com', '/'],
    ['/\t/example.com', '/'],
    ['//', '/'],
    ['//stats.example/s/a', '/s/a'],
  ])('of %j is %s', async (named, address) => expect((await import('../src/url/location')).ownAddress(named)).toBe(address));
});

describe('the parts of a path', () => {
  it.each([
    ['/s/shop.example/d/props:a%20b', ['s', 'shop.example', 'd', 'props:a b']],
    ['/', []],
    ['/s/100%', null],
    ['/s/%E0%A4%A', null],
  ])('of %s are %j', async (path, parts) => expect((await import('../src/url/location')).partsOf(path)).toEqual(parts));
});
