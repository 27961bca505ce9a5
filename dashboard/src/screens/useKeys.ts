import { useCallback, useEffect, useRef } from 'react';
import { formatAverage, presets } from '../chart/average';
import { displayOf } from '../chart/running';
import { averageOf, shownOf, tilesOf } from '../overview/queries';
import { addDays, endOfMonth, addMonths, startOfMonth } from '../dates/days';
import { nearestInterval, validIntervals, INTERVALS } from '../dates/intervals';
import { CUSTOM, DEFAULT_PERIOD, PERIODS, shift } from '../dates/periods';
import { refresh } from '../api/useApi';
import { useSegmentDimensions } from '../filters/useSegmentDimensions';
import { navigate } from '../url/location';
import type { Display, View } from '../url/view';
import { toast } from '../ui/Toasts';
import type { Site } from '../api/types';
import { useSite, useViewLinks } from './SiteContext';

/** Keys that show another view after `g`. */
export const GO_KEYS: Readonly<Record<string, string>> = { o: '', e: 'explore', f: 'funnels', j: 'journeys', r: 'retention', l: 'live', q: 'quality' };

const DISPLAYS: readonly Display[] = ['line', 'bar', 'cumulative', 'table'];
/** Leaves a range in the address and takes what belonged to the one before. */
export const NO_RANGE = { date: undefined, from: undefined, to: undefined, interval: undefined };

/** The most ranges that zooming out leads back through. */
const MOST_RANGES = 20;

/** Whether keys act at all; help lets people turn them off. */
export function keysAreOn(): boolean {
  try {
    return localStorage.getItem('keys') !== 'off';
  } catch {
    return true;
  }
}

interface KeyActions {
  readonly onFilter: () => void;
  readonly onPeriod: () => void;
  readonly onCommands: () => void;
}

/** The keys of a site's screens. They do nothing in fields, with modifiers, or under a dialog. */
export function useKeys({ onFilter, onPeriod, onCommands }: KeyActions): void {
  const { site, view, today, limits } = useSite();
  const { dimensions } = useSegmentDimensions();
  const { go, href } = useViewLinks();
  const widerRange = useWiderRange(view);
  useEffect(() => {
    let isGoing = false;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        onCommands();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !keysAreOn()) return;
      if ((event.target as HTMLElement).closest?.('input, select, textarea, dialog, .layer')) return;
      if (isGoing) {
        isGoing = false;
        const to = GO_KEYS[event.key];
        if (event.key === 's') navigate('/');
        else if (to !== undefined) navigate(href({}, to));
        return;
      }
      if (event.key === 'g') {
        isGoing = true;
        return;
      }
      const action = actionOf(event, site, view, today, tilesOf(view, dimensions, limits.hides));
      if (event.key === 'z' && view.period === CUSTOM) go({ ...NO_RANGE, ...widerRange() });
      else if (action === 'filter') onFilter();
      else if (action === 'period') onPeriod();
      else if (action === 'refresh') refresh();
      else if (action) {
        if (event.key === 'Escape') toast('All filters removed.', () => go({ filters: view.filters }));
        go(action);
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [site, view, today, dimensions, limits, go, href, widerRange, onFilter, onPeriod, onCommands]);
}

type Range = Pick<View, 'period' | 'date' | 'from' | 'to' | 'interval'>;

/** Returns what tells the range that was shown before this one was zoomed into; the usual period where the address was opened with it. */
function useWiderRange({ period, date, from, to, interval }: View): () => Range {
  const ranges = useRef<readonly Range[]>([]);
  useEffect(() => {
    const isThis = (range: Range | undefined) => range?.period === period && range.date === date && range.from === from && range.to === to;
    const known = ranges.current;
    const before = isThis(known.at(-1)) ? known.slice(0, -1) : isThis(known.at(-2)) ? known.slice(0, -2) : known.slice(1 - MOST_RANGES);
    ranges.current = [...before, { period, date, from, to, interval }];
  }, [period, date, from, to, interval]);
  return useCallback(() => ranges.current.at(-2) ?? { period: DEFAULT_PERIOD }, []);
}

function actionOf(event: KeyboardEvent, site: Pick<Site, 'domain' | 'timezone'>, view: View, today: string, tiles: readonly string[]): Partial<View> | 'filter' | 'period' | 'refresh' | undefined {
  const interval = nearestInterval(view.interval, view, today);
  const key = event.key.toLowerCase();
  if (key === '/') return 'filter';
  if (key === '.') return 'refresh';
  if (key === 'c') return 'period';
  if (key === 'escape') return view.filters.length > 0 ? { filters: [] } : undefined;
  if (/^[1-6]$/.test(key)) {
    const metric = tiles[Number(key) - 1];
    return metric ? { metrics: [metric] } : undefined;
  }
  if (key === 'x') return { comparison: view.comparison === 'off' ? 'previous_period' : 'off' };
  if (key === 'b') {
    const shown = shownOf(view, tiles)[0]!;
    const offered = DISPLAYS.filter((display) => displayOf(display, shown) === display);
    return { display: offered[(offered.indexOf(displayOf(view.display, shown)) + 1) % offered.length]! };
  }
  if (key === 'v') {
    const windows = presets(interval);
    const average = averageOf(site.domain, view, interval, today);
    const current = average === 'off' ? undefined : formatAverage(average);
    if (event.shiftKey) return { average: { kind: 'simple', window: windows[(windows.findIndex((window) => String(window) === current) + 1) % windows.length]! } };
    return { average: average === 'off' ? { kind: 'simple', window: windows[0]! } : 'off' };
  }
  if (key === 'y' && event.shiftKey) return { scale: view.scale ? undefined : 'log' };
  if (key === 'i') {
    const valid = INTERVALS.filter((candidate) => validIntervals(view, today).includes(candidate));
    const next = valid[valid.indexOf(interval) + (event.shiftKey ? 1 : -1)];
    return next ? { interval: next } : undefined;
  }
  if (key === 'arrowleft' || key === 'arrowright') {
    const moved = shift(view, key === 'arrowleft' ? -1 : 1, today, site.timezone);
    return moved ? { ...NO_RANGE, ...moved } : undefined;
  }
  if (key === 'e') return { ...NO_RANGE, period: 'day', date: addDays(today, -1) };
  if (key === 'p') return { ...NO_RANGE, period: 'month', date: endOfMonth(addMonths(startOfMonth(today), -1)) };
  const period = PERIODS.find((candidate) => candidate.key?.toLowerCase() === key);
  return period ? { ...NO_RANGE, period: period.id } : undefined;
}
