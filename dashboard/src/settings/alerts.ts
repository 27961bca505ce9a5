import type { components } from '../api/schema';
import type { NumberRange } from '../format/readNumber';

export type Alert = components['schemas']['AlertAnswer'];
export type AlertRequest = components['schemas']['AlertRequest'];
export type Incident = components['schemas']['IncidentAnswer'];
type GoalAnswer = components['schemas']['GoalAnswer'];

/** A cause of alerts: how it is named, and what it needs beside its name and address. */
export interface AlertKind {
  readonly id: NonNullable<AlertRequest['kind']>;
  readonly label: string;
  readonly needs: readonly ('threshold' | 'hours' | 'minutes' | 'metric' | 'goal')[];
  /** Whether it is of a goal in any case; otherwise it may be. */
  readonly needsGoal?: true;
  /** What the threshold is, what it is unless chosen, and what it may be. */
  readonly threshold?: readonly [label: string, usual: number | '', range: NumberRange];
  readonly describe: (alert: Alert) => string;
}

export const HOURS: NumberRange = { least: 2, most: 168, whole: true };
export const MINUTES: NumberRange = { least: 10, most: 10_080, whole: true };

const REVENUE = 'total_revenue';

/** What spikes and drops are of, beginning with the usual: of all events, or of those that reach a goal. */
export function metricsOf(goal: GoalAnswer | undefined): readonly NonNullable<AlertRequest['metric']>[] {
  if (!goal) return ['pageviews', 'visitors', 'visits', 'events'];
  if (goal.scroll_threshold !== null) return ['visitors', 'visits'];
  return ['events', 'visitors', 'visits', ...(goal.goal_type === 'page' ? (['pageviews'] as const) : []), ...(goal.currency ? ([REVENUE] as const) : [])];
}

export const nameOfMetric = (metric: string): string => (metric === REVENUE ? 'revenue' : metric);

const ofGoal = ({ goal }: Alert) => (goal ? ` of “${goal}”` : '');
const ofHours = ({ hours }: Alert) => `the average of the ${hours} hours before`;

export const KINDS: readonly AlertKind[] = [
  {
    id: 'spike',
    label: 'A spike',
    needs: ['threshold', 'hours', 'metric', 'goal'],
    threshold: ['Per cent above the average', 100, { least: 1, most: 100_000 }],
    describe: (alert) => `an hour with ${nameOfMetric(alert.metric)}${ofGoal(alert)} ${alert.threshold} % above ${ofHours(alert)}`,
  },
  {
    id: 'drop',
    label: 'A drop',
    needs: ['threshold', 'hours', 'metric', 'goal'],
    threshold: ['Per cent below the average', 50, { least: 1, most: 100 }],
    describe: (alert) => `an hour with ${nameOfMetric(alert.metric)}${ofGoal(alert)} ${alert.threshold} % below ${ofHours(alert)}`,
  },
  { id: 'silence', label: 'Silence', needs: ['minutes', 'goal'], describe: (alert) => `no event${ofGoal(alert)} for ${alert.minutes} minutes` },
  {
    id: 'conversion',
    label: 'A falling conversion',
    needs: ['threshold', 'hours', 'goal'],
    needsGoal: true,
    threshold: ['The least rate in per cent', '', { least: 0.01, most: 100 }],
    describe: (alert) => `less than ${alert.threshold} % of the visitors of ${alert.hours} hours reach “${alert.goal ?? ''}”`,
  },
  {
    id: 'set_aside',
    label: 'Events set aside',
    needs: ['threshold'],
    threshold: ['How many are tolerated', 0, { least: 0, most: 1_000_000, whole: true }],
    describe: (alert) => `more than ${alert.threshold} events could not be processed`,
  },
];

export const kindOf = (id: string): AlertKind => KINDS.find((kind) => kind.id === id) ?? KINDS[0]!;

/** An alert as it is sent. */
export function requestOf({ name, kind, url, threshold, hours, minutes, metric, goal }: Alert): AlertRequest {
  return { name, kind, url, threshold, hours, minutes, metric, goal } as AlertRequest;
}

/** What became of telling an incident. */
export function deliveryOf(incident: Incident): string {
  if (incident.delivered_at) return 'told';
  if (!incident.next_attempt) return `given up after ${incident.attempts} attempts: ${incident.error ?? 'no answer'}`;
  return incident.attempts === 0 ? 'about to be told' : `to be tried again: ${incident.error ?? 'no answer'}`;
}
