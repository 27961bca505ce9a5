import { describe, expect, it } from 'vitest';
import { currentZone, ZONES } from '../src/dates/zones';

describe('time zones', () => {
  it('are offered once each, under their current names, with UTC', () => {
    ['Etc/UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'Europe/Tallinn'].forEach((zone) => expect(ZONES).toContain(zone));
    ['UTC', 'Asia/Calcutta', 'Europe/Kiev', 'Asia/Katmandu', 'America/Buenos_Aires'].forEach((zone) => expect(ZONES).not.toContain(zone));
    expect(new Set(ZONES).size).toBe(ZONES.length);
  });

  it('are all known to a browser', () => ZONES.forEach((zone) => new Intl.DateTimeFormat('en', { timeZone: zone })));

  it('of a browser are those of the list', () => {
    expect(currentZone('Asia/Calcutta')).toBe('Asia/Kolkata');
    expect(currentZone('UTC')).toBe('Etc/UTC');
    expect(currentZone('Europe/Tallinn')).toBe('Europe/Tallinn');
  });
});
