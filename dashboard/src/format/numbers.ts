import { metricOf, type MetricKind } from '../api/metrics';

/** The language of numbers and dates. */
export const locale: string = typeof navigator === 'undefined' ? 'en' : navigator.language || 'en';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const twoDigits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const padded = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const COMPACT_FROM = 100_000;

/** Whether digits are those of Arabic or another script, which a text in Latin letters around them would put in another order. */
const hasOwnDigits = !/\d/.test(whole.format(1));

/** A number that keeps its order beside others, whatever its digits are. */
function isolated(text: string): string {
  return hasOwnDigits ? `\u2066${text}\u2069` : text;
}

/** What stands for a value that does not exist. */
export const NO_VALUE = '–';

export function formatCount(value: number): string {
  return isolated(whole.format(value));
}

/** What is counted, in the number that a count asks for. */
export function nounOf(count: number, one: string, several = `${one}s`): string {
  return count === 1 ? one : several;
}

/** A count in few characters, for tiles and axes. */
export function formatShort(value: number): string {
  return isolated((Math.abs(value) >= COMPACT_FROM ? compact : whole).format(value));
}

export function formatPercent(value: number): string {
  return isolated(`${oneDigit.format(value)}\u2009%`);
}

/** A change in percent with its sign, which what rounds to 0 has not. */
export function formatDeviation(percent: number): string {
  const text = formatPercent(Math.abs(percent));
  return text === formatPercent(0) ? text : `${signOf(percent)}${text}`;
}

/** The sign of a change; none for 0. */
export function signOf(change: number): string {
  return change > 0 ? '+' : change < 0 ? '−' : '';
}

/** A change of a count, with its sign. */
export function formatSigned(change: number): string {
  return `${signOf(change)}${formatCount(Math.abs(change))}`;
}

/** Seconds as `2 m 14 s` or `1 h 04 m`. */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) return isolated(`${whole.format(hours)} h ${padded.format(minutes)} m`);
  return isolated(minutes > 0 ? `${whole.format(minutes)} m ${padded.format(rest)} s` : `${whole.format(rest)} s`);
}

/** Revenue as the API answers it. */
export interface Money {
  readonly value: number;
  readonly currency: string;
}

export type MetricValue = number | Money | null | undefined;

export function numberOf(value: MetricValue): number | null {
  return typeof value === 'object' && value !== null ? value.value : (value ?? null);
}

const BY_KIND: Record<MetricKind, (value: number) => string> = {
  count: formatCount,
  rate: formatPercent,
  ratio: (value) => isolated(twoDigits.format(value)),
  duration: formatDuration,
  value: (value) => isolated(oneDigit.format(value)),
  money: (value) => isolated(twoDigits.format(value)),
};

/** A value of a metric, exact. */
export function formatMetric(metric: string, value: MetricValue): string {
  if (value === null || value === undefined) return NO_VALUE;
  if (typeof value === 'object') return isolated(money(value.currency).format(value.value));
  const { kind, currency } = metricOf(metric);
  return currency ? isolated(money(currency).format(value)) : BY_KIND[kind](value);
}

const moneys = new Map<string, Intl.NumberFormat>();

const MONEY = {
  exact: {},
  short: { trailingZeroDisplay: 'stripIfInteger' },
  compact: { notation: 'compact', maximumFractionDigits: 1, trailingZeroDisplay: 'stripIfInteger' },
} as const satisfies Record<string, Intl.NumberFormatOptions>;

/** The format of amounts in a currency, or a short one, which leaves out what is 0 after the point. */
function money(currency: string, options: keyof typeof MONEY = 'exact'): Intl.NumberFormat {
  const key = `${currency} ${options}`;
  const found = moneys.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency, ...MONEY[options] });
  moneys.set(key, found);
  return found;
}

/** The currency of amounts that an answer has at a place of its rows; undefined if it has none, or several. */
export function currencyOf(answers: readonly { readonly results: readonly { readonly metrics: readonly MetricValue[] }[] }[], at = 0): string | undefined {
  const found = new Set(answers.flatMap(({ results }) => results.flatMap(({ metrics }) => currencyIn(metrics[at]) ?? [])));
  return found.size === 1 ? [...found][0] : undefined;
}

/** The currency of an amount; undefined for a bare number. */
export function currencyIn(value: MetricValue): string | undefined {
  return typeof value === 'object' && value !== null ? value.currency : undefined;
}

/** A value of a metric in few characters. */
export function formatMetricShort(metric: string, value: MetricValue): string {
  const { kind, currency = currencyIn(value) } = metricOf(metric);
  const number = numberOf(value);
  if (number !== null && currency && Math.abs(number) >= COMPACT_FROM) return isolated(money(currency, 'compact').format(number));
  if (typeof value === 'number' && currency) return isolated(money(currency, 'short').format(value));
  return typeof value === 'number' && kind === 'count' ? formatShort(value) : formatMetric(metric, value);
}

/** An average of a metric: counts have a digit where it says something. */
export function formatMean(metric: string, value: number | null): string {
  if (value === null) return NO_VALUE;
  return metricOf(metric).kind === 'count' && Math.abs(value) < 100 ? isolated(oneDigit.format(value)) : formatMetric(metric, value);
}

/** How a value compares with another. */
export interface Delta {
  readonly text: string;
  /** The same for a screen reader. */
  readonly spoken: string;
  readonly direction: 'up' | 'down' | 'same' | 'none';
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly title: string;
}

/** The change from a base, as percent of how large that is, or in points for rates; null where there is nothing to compare with. */
export function changeOf(metric: string, value: MetricValue, base: MetricValue): number | null {
  const [now, before] = [numberOf(value), numberOf(base)];
  if (now === null || before === null) return null;
  if (metricOf(metric).kind === 'rate') return now - before;
  return before === 0 ? null : ((now - before) / Math.abs(before)) * 100;
}

/**
 * The change from a base in words.
 * @param when The time of the base, as "5 Oct – 1 Nov".
 */
export function deltaOf(metric: string, value: MetricValue, base: MetricValue, when = 'before'): Delta {
  const { kind, better } = metricOf(metric);
  const title = `${when}: ${formatMetric(metric, base)}`;
  const change = changeOf(metric, value, base);
  if (change === null) {
    const reason = numberOf(base) === 0 ? `nothing to compare with: 0 ${when === 'before' ? when : `on ${when}`}` : 'nothing to compare with';
    return { text: NO_VALUE, spoken: reason, direction: 'none', tone: 'neutral', title: reason };
  }
  const digits = kind === 'rate' || Math.abs(change) < 10 ? oneDigit : whole;
  const amount = digits.format(Math.abs(change));
  const unit = kind === 'rate' ? '\u2009pp' : '\u2009%';
  if (amount === digits.format(0)) return { text: isolated(`${amount}${unit}`), spoken: 'unchanged', direction: 'same', tone: 'neutral', title };
  const isUp = change > 0;
  return {
    text: `${isUp ? '▲' : '▼'}\u2009${isolated(`${amount}${unit}`)}`,
    spoken: `${isUp ? 'up' : 'down'} ${amount} ${kind === 'rate' ? nounOf(amount === oneDigit.format(1) ? 1 : 2, 'percentage point') : 'percent'}`,
    direction: isUp ? 'up' : 'down',
    tone: better === 'none' ? 'neutral' : isUp === (better === 'up') ? 'good' : 'bad',
    title,
  };
}
