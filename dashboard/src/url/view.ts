import { formatAverage, parseAverage, type Average } from '../chart/average';
import { isDay } from '../dates/days';
import { isMinute } from '../dates/hours';
import { INTERVALS, type Interval } from '../dates/intervals';
import { CUSTOM, DEFAULT_PERIOD, periodOf, type RangeState } from '../dates/periods';
import { decode, encode, formatCondition, parseCondition, unknownIn, type Condition } from './filters';
import { labelsOf, placed } from './places';

export type Comparison = 'off' | 'previous_period' | 'year_over_year' | 'custom';
/** Which lines are drawn with an average: the average alone, or also that of the comparison. */
export type Lines = 'average' | 'both';
export type Display = 'line' | 'bar' | 'cumulative' | 'table';

/** All that a site's screens show, as the address says it. What is absent is at its default. */
export interface View extends RangeState {
  readonly interval?: Interval | undefined;
  readonly comparison: Comparison;
  readonly compareFrom?: string | undefined;
  readonly compareTo?: string | undefined;
  readonly matchDayOfWeek: boolean;
  /** One metric, or two with the second on the right axis; empty for the default. */
  readonly metrics: readonly string[];
  readonly average?: Average | 'off' | undefined;
  readonly lines?: Lines | undefined;
  /** The scale of the left axis; absent for one that begins at 0 and has equal steps. */
  readonly scale?: 'log' | undefined;
  readonly display: Display;
  /** Whether totals that were imported from another tool are added to what was counted here, as they are where a site has any. */
  readonly imports: boolean;
  readonly filters: readonly Condition[];
  /** The dimensions of filters that are left out, because there is none of that name; absent without any. */
  readonly unknownDimensions?: readonly string[];
  readonly segment?: string | undefined;
  /** The open tab of each panel. */
  readonly tabs: Readonly<Record<string, string>>;
  /** Parameters of single screens, such as a search text, kept as they are; empty ones are left out. */
  readonly rest: Readonly<Record<string, string>>;
}

const COMPARISONS: readonly Comparison[] = ['off', 'previous_period', 'year_over_year', 'custom'];
const LINES: readonly Lines[] = ['average', 'both'];
const SCALES = ['log'] as const;
const DISPLAYS: readonly Display[] = ['line', 'bar', 'cumulative', 'table'];

export const DEFAULT_VIEW: View = {
  period: DEFAULT_PERIOD,
  comparison: 'previous_period',
  matchDayOfWeek: true,
  metrics: [],
  display: 'line',
  imports: true,
  filters: [],
  tabs: {},
  rest: {},
};

/** Reads the query of an address. Unknown values are ignored, and unknown dimensions of filters noted: an old link still opens. */
export function parseView(search: string): View {
  const pairs = search
    .replace(/^\?/, '')
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? ([decode(pair), ''] as const) : ([decode(pair.slice(0, at)), pair.slice(at + 1)] as const);
    });
  const values = new Map(pairs.map(([name, value]) => [name, decode(value)]));
  const oneOf = <T extends string>(name: string, allowed: readonly T[]) => allowed.find((value) => value === values.get(name));
  const day = (name: string, orToday = false) => {
    const value = values.get(name);
    return value !== undefined && (isDay(value) || (orToday && value === 'today')) ? value : undefined;
  };
  const minutes = ['from', 'to'].map((name) => values.get(name) ?? '');
  const [from, to] = minutes.every(isMinute) ? minutes : [day('from', true), day('to', true)];
  const asked = values.get('period') ?? '';
  const isCustom = asked === CUSTOM && from !== undefined && to !== undefined;
  const period = isCustom ? CUSTOM : periodOf(asked) ? asked : DEFAULT_PERIOD;
  const labels = labelsOf(pairs.filter(([name]) => name === 'l').map(([, value]) => value));
  const conditions = pairs.filter(([name]) => name === 'f').flatMap(([, value]) => parseCondition(value) ?? []).flatMap((condition) => placed(condition, labels));
  const unknown = [...new Set(conditions.flatMap(unknownIn))];
  const known = new Set([...FIXED, ...pairs.map(([name]) => name).filter((name) => name.startsWith('tab.'))]);
  return {
    period,
    date: isCustom ? undefined : day('date'),
    from: isCustom ? from : undefined,
    to: isCustom ? to : undefined,
    interval: oneOf('interval', INTERVALS),
    comparison: oneOf('comparison', COMPARISONS) ?? DEFAULT_VIEW.comparison,
    compareFrom: day('compare_from'),
    compareTo: day('compare_to'),
    matchDayOfWeek: values.get('match_day_of_week') !== 'false',
    metrics: (values.get('m') ?? '').split(',').filter(Boolean).slice(0, 2),
    average: parseAverage(values.get('avg')),
    lines: oneOf('lines', LINES),
    scale: oneOf('scale', SCALES),
    display: oneOf('view', DISPLAYS) ?? 'line',
    imports: values.get('imports') !== 'false',
    filters: conditions.filter((condition) => unknownIn(condition).length === 0),
    ...(unknown.length > 0 ? { unknownDimensions: unknown } : {}),
    segment: values.get('seg') || undefined,
    tabs: Object.fromEntries([...values].filter(([name]) => name.startsWith('tab.')).map(([name, value]) => [name.slice(4), value])),
    rest: Object.fromEntries([...values].filter(([name]) => !known.has(name))),
  };
}

const FIXED = [
  'period', 'date', 'from', 'to', 'interval', 'comparison', 'compare_from', 'compare_to', 'match_day_of_week', 'm', 'avg', 'lines', 'scale', 'view', 'imports', 'f', 'seg', 'l',
];

/** Writes a view as a query, in a fixed order and without defaults; empty, or with its question mark. */
export function formatView(view: View): string {
  const parts: string[] = [];
  const add = (name: string, value: string | undefined) => value !== undefined && parts.push(`${name}=${encode(value)}`);
  add('period', view.period === DEFAULT_PERIOD ? undefined : view.period);
  add('date', view.date);
  add('from', view.from);
  add('to', view.to);
  add('interval', view.interval);
  add('comparison', view.comparison === DEFAULT_VIEW.comparison ? undefined : view.comparison);
  if (view.comparison === 'custom') {
    add('compare_from', view.compareFrom);
    add('compare_to', view.compareTo);
  }
  add('match_day_of_week', view.matchDayOfWeek ? undefined : 'false');
  if (view.metrics.length > 0) parts.push(`m=${view.metrics.map(encode).join(',')}`);
  add('avg', view.average === undefined ? undefined : formatAverage(view.average));
  add('lines', view.lines);
  add('scale', view.scale);
  add('view', view.display === 'line' ? undefined : view.display);
  add('imports', view.imports ? undefined : 'false');
  view.filters.forEach((filter) => parts.push(`f=${formatCondition(filter)}`));
  add('seg', view.segment);
  Object.entries(view.tabs).forEach(([panel, tab]) => add(`tab.${panel}`, tab));
  Object.entries(view.rest).forEach(([name, value]) => value !== '' && parts.push(`${encode(name)}=${encode(value).replaceAll('%2C', ',')}`));
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}
