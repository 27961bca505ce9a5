import { describe, expect, it } from 'vitest';
import { merged } from '../src/api/changes';
import { changesOf } from '../src/settings/changesOf';

describe('what is sent of a form', () => {
  it('is what was changed in it', () => {
    const before = { timezone: 'Europe/Tallinn', public: false, retention_days: null as number | null, steps: [{ page: '/' }] };
    expect(changesOf(before, { ...before, steps: [{ page: '/' }] })).toEqual({});
    expect(changesOf(before, { ...before, public: true })).toEqual({ public: true });
    expect(changesOf({ ...before, retention_days: 400 }, before)).toEqual({ retention_days: null });
  });

  it('where all is sent, leaves what another person changed meanwhile', () => {
    const before = { name: 'F', personal: false, content: { steps: [{ page: '/' }, { page: '/a' }], window: '24h' } };
    const stored = { name: 'Theirs', personal: true, content: { steps: [{ page: '/' }, { page: '/a' }], window: '7d', filters: [1] } };
    const after = { ...before, content: { ...before.content, steps: [{ page: '/' }, { page: '/b' }] } };
    expect(merged<object>(before, after, stored)).toEqual({ name: 'Theirs', personal: true, content: { steps: [{ page: '/' }, { page: '/b' }], window: '7d', filters: [1] } });
  });

  it('of the same member is what was sent last, and empties what was emptied', () => {
    expect(merged({ name: 'A', currency: 'EUR' as string | null }, { name: 'B', currency: null }, { name: 'C', currency: 'USD' })).toEqual({ name: 'B', currency: null });
  });

  it('takes a member for unchanged that was absent and still has nothing', () => {
    expect(merged<{ window?: string | null }>({}, { window: null }, { window: '7d' })).toEqual({ window: '7d' });
  });
});
