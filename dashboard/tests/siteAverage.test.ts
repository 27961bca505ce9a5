import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseAverage, chosenAverage, siteAverage } from '../src/chart/siteAverage';
import { averageOf } from '../src/overview/queries';
import { DEFAULT_VIEW } from '../src/url/view';

const week = { kind: 'simple', window: 7 } as const;
const month = { kind: 'simple', window: 28 } as const;

describe('the average that a site begins with', () => {
  beforeEach(() => {
    const stored = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is chosen for one site and one interval', () => {
    chooseAverage('a.example', 'day', month);
    expect([siteAverage('a.example', 'day', 28), siteAverage('b.example', 'day', 28), siteAverage('a.example', 'week', 28)]).toEqual([month, week, 'off']);
    chooseAverage('a.example', 'day', undefined);
    expect([chosenAverage('a.example', 'day'), siteAverage('a.example', 'day', 28)]).toEqual([undefined, week]);
  });

  it('yields to the address', () => {
    chooseAverage('a.example', 'day', 'off');
    expect(averageOf('a.example', DEFAULT_VIEW, 'day', '2026-11-26')).toBe('off');
    expect(averageOf('a.example', { ...DEFAULT_VIEW, average: week }, 'day', '2026-11-26')).toEqual(week);
  });

  it('is the usual one where nothing can be stored', () => {
    vi.stubGlobal('localStorage', { getItem: () => { throw new Error('off'); } });
    expect(siteAverage('a.example', 'day', 28)).toEqual(week);
  });
});
