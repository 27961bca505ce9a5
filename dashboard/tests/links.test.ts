import { describe, expect, it } from 'vitest';
import { choicesOf, describeLink, isDead, type SharedLink } from '../src/settings/links';

const segments = [
  { id: '1', name: 'Phones', personal: false },
  { id: '2', name: 'Mine', personal: true },
];
const link = (segment: string | null): SharedLink => ({ id: '7', name: 'x', url: '', token: '', has_password: false, expires_at: null, segment, embed: false, created_at: '' });

describe('a shared link', () => {
  it('is dead if its segment is gone or personal, and not while the segments are unknown', () => {
    expect([null, '1', '2', '9'].map((segment) => isDead(link(segment), segments))).toEqual([false, false, true, true]);
    expect(isDead(link('9'), undefined)).toBe(false);
  });

  it('says what it is limited to while that is there', () => {
    expect(describeLink(link('1'), segments, 'Etc/UTC')).toBe('without a password · does not end · only the segment “Phones”');
    expect(describeLink(link('9'), segments, 'Etc/UTC')).toBe('without a password · does not end');
  });

  it('offers its own segment although it is gone, so that it is not opened to the whole site by saving it', () => {
    const ids = (segment: string | null, all: typeof segments | undefined) => choicesOf(link(segment), all).map(({ id }) => id);
    expect(ids('1', segments)).toEqual(['', '1']);
    expect(ids('9', segments)).toEqual(['', '9', '1']);
    expect(ids('9', [])).toEqual(['', '9']);
    expect(ids('1', undefined)).toEqual(['', '1']);
    expect(ids(null, [])).toEqual([]);
    expect(choicesOf(link('9'), segments)[1]!.label).toBe('a segment that is gone: choose another');
  });
});
