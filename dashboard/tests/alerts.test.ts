import { describe, expect, it } from 'vitest';
import { deliveryOf, kindOf, KINDS, metricsOf, type Alert, type Incident } from '../src/settings/alerts';

const alert: Alert = { id: '1', name: 'n', kind: 'spike', url: 'https://a.example/', threshold: 50, hours: 24, minutes: 30, metric: 'visits', goal: null, incidents: [] };
const incident: Incident = { id: '1-1', at: '2026-11-26T10:00:00Z', message: 'm', value: 1, expected: 2, attempts: 0, next_attempt: '2026-11-26T10:00:00Z', delivered_at: null, error: null };

describe('an alert', () => {
  it('says in words when it tells', () => {
    expect(KINDS.map((kind) => kindOf(kind.id).describe(alert))).toEqual([
      'an hour with visits 50 % above the average of the 24 hours before',
      'an hour with visits 50 % below the average of the 24 hours before',
      'no event for 30 minutes',
      'less than 50 % of the visitors of 24 hours reach “”',
      'more than 50 events could not be processed',
    ]);
    expect(KINDS.slice(0, 4).map((kind) => kind.describe({ ...alert, metric: 'total_revenue', goal: 'Sale' }))).toEqual([
      'an hour with revenue of “Sale” 50 % above the average of the 24 hours before',
      'an hour with revenue of “Sale” 50 % below the average of the 24 hours before',
      'no event of “Sale” for 30 minutes',
      'less than 50 % of the visitors of 24 hours reach “Sale”',
    ]);
  });

  it('is of what a goal has', () => {
    const goal = { id: '1', display_name: 'Sale', goal_type: 'event', scroll_threshold: null, currency: null } as Parameters<typeof metricsOf>[0];
    expect(metricsOf(undefined)[0]).toBe('pageviews');
    expect(metricsOf(goal)).toEqual(['events', 'visitors', 'visits']);
    expect(metricsOf({ ...goal!, currency: 'EUR' })).toEqual(['events', 'visitors', 'visits', 'total_revenue']);
    expect(metricsOf({ ...goal!, goal_type: 'page' })).toContain('pageviews');
    expect(metricsOf({ ...goal!, goal_type: 'page', scroll_threshold: 50 })).toEqual(['visitors', 'visits']);
  });

  it('says what became of telling an incident', () => {
    const failed = { ...incident, attempts: 3, error: 'The receiver answered 500.' };
    expect([incident, { ...incident, attempts: 1, next_attempt: null, delivered_at: '2026-11-26T10:00:01Z' }, failed, { ...failed, next_attempt: null }].map(deliveryOf)).toEqual([
      'about to be told',
      'told',
      'to be tried again: The receiver answered 500.',
      'given up after 3 attempts: The receiver answered 500.',
    ]);
  });
});
