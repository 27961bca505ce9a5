import { beforeAll, describe, expect, it, vi } from 'vitest';

describe('the parts of a path', () => {
  beforeAll(() => vi.stubGlobal('window', { location: { pathname: '/', search: '' }, addEventListener: () => undefined }));

  it.each([
    ['/s/shop.example/d/props:a%20b', ['s', 'shop.example', 'd', 'props:a b']],
    ['/', []],
    ['/s/100%', null],
    ['/s/%E0%A4%A', null],
  ])('of %s are %j', async (path, parts) => expect((await import('../src/url/location')).partsOf(path)).toEqual(parts));
});
