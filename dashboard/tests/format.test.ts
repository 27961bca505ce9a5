import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatBucket, formatTick, formatTime, showTimesIn } from '../src/format/dates';
import { metricOf } from '../src/api/metrics';
import { currencyOf, deltaOf, formatDeviation, formatDuration, formatMean, formatMetric, formatMetricShort, nounOf } from '../src/format/numbers';
import { safeUrl, splitPath, visible } from '../src/format/text';
import { valueName } from '../src/panels/reports';

describe('amounts', () => {
  it('of a metric in a currency name it, exact, as an average and short', () => {
    expect(metricOf('total_revenue_EUR')).toMatchObject({ id: 'total_revenue', label: 'Revenue', kind: 'money', currency: 'EUR' });
    expect(formatMetric('total_revenue_EUR', 173.33)).toBe('€173.33');
    expect(formatMean('average_revenue_SEK', 20)).toMatch(/^SEK.20\.00$/);
    expect(formatMetricShort('total_revenue_EUR', 250)).toBe('€250');
    expect(formatMetricShort('total_revenue_EUR', 250_000)).toBe('€250K');
    expect(formatMetricShort('total_revenue', { value: 43, currency: 'EUR' })).toBe('€43.00');
    expect(formatMetric('ratio_EUR', 1.5)).toBe('€1.50');
    expect(formatMetric('total_revenue_KWD', 9975.482)).toBe('KWD 9,975.482');
  });

  it('of answers are in a currency if all are in the same', () => {
    const answer = (...currencies: readonly (string | null)[]) => ({ results: currencies.map((currency) => ({ metrics: [1, currency && { value: 2, currency }] })) });
    expect(currencyOf([answer('EUR', null), answer('EUR')], 1)).toBe('EUR');
    expect(currencyOf([answer('EUR'), answer('USD')], 1)).toBeUndefined();
    expect(currencyOf([answer('EUR')], 0)).toBeUndefined();
  });
});

describe('numbers', () => {
  it('in few characters hide less than half a percent of it', () => {
    expect(formatMetricShort('visitors', 1_027_736)).toBe('1.03M');
    expect(formatMetricShort('total_revenue', { value: 1_027_736, currency: 'JPY' })).toBe('¥1.03M');
    expect(formatMetricShort('total_revenue_KWD', 1_496_500.125)).toMatch(/^KWD.1\.5M$/);
    expect(formatMetricShort('total_revenue_EUR', -104_700)).toBe('-€105K');
  });

  it.each([
    // What the API rounded to 59.35 may be 59.346 or 59.354.
    [59.35, '59.35'],
    [0.05, '0.05'],
    [59.34, '59.3'],
    [59.36, '59.4'],
    [59.3, '59.3'],
    [100, '100'],
  ])('of %f percent say nothing that a second rounding made wrong', (value, text) => {
    expect(formatMetric('conversion_rate', value)).toBe(`${text}\u2009%`);
    expect(deltaOf('conversion_rate', value, 0).text).toBe(`▲\u2009${text}\u2009pp`);
  });

  it('are exact in tables, short in tiles, and a dash where there is none', () => {
    expect(formatMetric('visitors', 176310)).toBe('176,310');
    expect(formatMetricShort('visitors', 176310)).toBe('176K');
    expect([formatMetric('visitors', 0), formatMetric('bounce_rate', null)]).toEqual(['0', '–']);
    expect(formatMetric('bounce_rate', 41)).toBe('41\u2009%');
    expect(formatMetric('total_revenue', { value: 12.5, currency: 'EUR' })).toBe('€12.50');
  });

  it.each([
    [0, '0 s'],
    [59.6, '1 m 00 s'],
    [134, '2 m 14 s'],
    [3840, '1 h 04 m'],
  ])('%f seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('numbers in digits of Arabic', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('keep their order beside each other, and have the same digits', async () => {
    vi.stubGlobal('navigator', { language: 'ar-EG' });
    vi.resetModules();
    const numbers = await import('../src/format/numbers');
    expect(numbers.formatCount(3922)).toBe('\u2066٣٬٩٢٢\u2069');
    expect(numbers.formatPercent(60)).toBe('\u2066٦٠\u2009%\u2069');
    expect(numbers.deltaOf('visitors', 128, 100).text).toBe('▲\u2009\u2066٢٨\u2009%\u2069');
    expect(numbers.formatDuration(125)).toBe('\u2066٢ m ٠٥ s\u2069');
    expect(numbers.formatMetric('total_revenue_EUR', 5)).toMatch(/^\u2066.*\u2069$/u);
  });
});

describe('changes', () => {
  it('of one point are of one point', () => {
    expect(deltaOf('bounce_rate', 40, 41).spoken).toBe('down 1 percentage point');
    expect(deltaOf('bounce_rate', 40, 42).spoken).toBe('down 2 percentage points');
  });

  it('from an average have no sign where they round to 0', () => {
    expect([-0.001, 0.02, -0.06, 12].map(formatDeviation)).toEqual(['0\u2009%', '0\u2009%', '−0.1\u2009%', '+12\u2009%']);
  });

  it('are percent of the base, points for rates, and nothing where the base is 0', () => {
    expect(deltaOf('visitors', 106, 100)).toMatchObject({ text: '▲\u20096\u2009%', spoken: 'up 6 percent', tone: 'good' });
    expect(deltaOf('bounce_rate', 41, 44)).toMatchObject({ text: '▼\u20093\u2009pp', tone: 'good' });
    expect(deltaOf('visitors', 12, 0)).toMatchObject({ text: '–', direction: 'none', title: 'nothing to compare with: 0 before' });
    expect(deltaOf('visitors', 100, 100)).toMatchObject({ direction: 'same', tone: 'neutral' });
  });
});

describe('texts', () => {
  it('that others sent show what can’t be seen in them', () => {
    expect(visible('/\u202egpj.exe')).toBe('/\\u202egpj.exe');
    expect(visible('a\u2066b\u200fc\u0007')).toBe('a\\u2066b\\u200fc\\u0007');
    expect(visible('/зима/שלום 👩\u200d👧')).toBe('/зима/שלום 👩\u200d👧');
    expect(valueName('page', '/\u202egpj.exe')).toBe('/\\u202egpj.exe');
  });

  it('say a time on the clock of the zone that is shown', () => {
    showTimesIn('Europe/Tallinn');
    expect(formatTime(new Date('2026-11-29T05:41:00Z'))).toMatch(/^0?7:41/);
    showTimesIn('America/New_York');
    expect(formatTime(new Date('2026-11-29T05:41:00Z'))).toMatch(/^(12|00):41/);
    showTimesIn(undefined);
  });

  it('keep the last part of a path', () => {
    expect(splitPath('/products/boots/northern-winter-boots')).toEqual(['/products/boots', '/northern-winter-boots']);
    expect(splitPath('/sale')).toEqual(['/sale', '']);
  });

  it('open no address but those of the web', () => {
    expect(safeUrl('javascript:alert(1)')).toBeUndefined();
    expect(safeUrl('data:text/html,x')).toBeUndefined();
    expect(safeUrl('https://a.example/x')).toBe('https://a.example/x');
  });

  it('say times on the site’s clock, not the browser’s', () => {
    expect(formatBucket('2026-11-26 00:00:00', 'hour', '2026-11-26')).toContain('12:00');
    expect(formatBucket('2026-11-26', 'day', '2026-11-26')).toBe('Thu, Nov 26');
    expect(formatTick('2026-11-26', 'day', false)).toBe('Nov 26');
  });

  it('tell minutes that a clock repeats by their offset', () => {
    const minutes = ['2026-11-01 01:00:00', '2026-11-01 01:00:00-03:30'].map((label) => formatBucket(label, 'minute', '2026-11-26'));
    expect(minutes[1]).toBe(`${minutes[0]} -03:30`);
  });
});

describe('What is counted', () => {
  it.each([
    [0, 'visitors'],
    [1, 'visitor'],
    [2, 'visitors'],
  ])('of %d are %s', (count, noun) => expect(nounOf(count, 'visitor')).toBe(noun));
});
