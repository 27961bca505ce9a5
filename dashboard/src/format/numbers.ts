import { metricOf, type MetricKind } from '../api/metrics';

/** The language of numbers and dates. */
export const locale: string = typeof navigator === 'undefined' ? 'en' : navigator.language || 'en';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const twoDigits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const padded = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
/** Few characters that hide less than half a percent of a number. */
const COMPACT = { notation: 'compact', maximumSignificantDigits: 3 } as const;
const compact = new Intl.NumberFormat(locale, COMPACT);
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

/** A size in percent, of which the API has two digits: those that end with 5 keep both, because what they were rounded from may be below or above the half. */
function rate(size: number): string {
  return (Math.round(size * 100) % 10 === 5 ? twoDigits : oneDigit).format(size);
}

export function formatPercent(value: number): string {
  return isolated(`${rate(value)}\u2009%`);
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
  if (typeof value === 'object') return money(value.currency, value.value);
  const { kind, currency } = metricOf(metric);
  return currency ? money(currency, value) : BY_KIND[kind](value);
}

const moneys = new Map<string, Intl.NumberFormat>();

/** An amount in a currency, with all digits unless the options say otherwise. A line may end between its digits and the currency. */
function money(currency: string, value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = currency + JSON.stringify(options);
  const found = moneys.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency, ...options });
  moneys.set(key, found);
  return isolated(found.format(value).replace(/(?<!\d)\xa0|\xa0(?!\d)/, ' '));
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
  if (number !== null && currency && Math.abs(number) >= COMPACT_FROM) return money(currency, number, COMPACT);
  if (typeof value === 'number' && currency) return money(currency, value, { trailingZeroDisplay: 'stripIfInteger' });
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
    const reason = `nothing to compare with${numberOf(base) === 0 ? `: 0 ${when === 'before' ? when : `on ${when}`}` : ''}`;
    return { text: NO_VALUE, spoken: reason, direction: 'none', tone: 'neutral', title: reason };
  }
  const size = Math.abs(change);
  const amount = kind === 'rate' ? rate(size) : (size < 10 ? oneDigit : whole).format(size);
  const text = isolated(`${amount}\u2009${kind === 'rate' ? 'pp' : '%'}`);
  if (amount === whole.format(0)) return { text, spoken: 'unchanged', direction: 'same', tone: 'neutral', title };
  const isUp = change > 0;
  return {
    text: `${isUp ? '▲' : '▼'}\u2009${text}`,
    spoken: `${isUp ? 'up' : 'down'} ${amount} ${kind === 'rate' ? nounOf(amount === whole.format(1) ? 1 : 2, 'percentage point') : 'percent'}`,
    direction: isUp ? 'up' : 'down',
    tone: better === 'none' ? 'neutral' : isUp === (better === 'up') ? 'good' : 'bad',
    title,
  };
}
