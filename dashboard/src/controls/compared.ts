import { useEffect, useSyncExternalStore } from 'react';
import type { Answer } from '../api/types';
import { countDays, type Day } from '../dates/days';
import { formatDays, formatHours } from '../format/dates';
import { formatDuration, nounOf } from '../format/numbers';
import { listenersOf } from '../listeners';

/** The range that an answer is compared with. */
export interface Compared {
  /** Its days, as "5 Oct – 1 Nov", or its hours. */
  readonly time: string;
  /** Whether it ends where the period has come to by now. */
  readonly isCut: boolean;
  /** Both lengths where they differ, as "7 days, this period 28 days"; otherwise null. */
  readonly lengths: string | null;
}

/** Parts of an answer that tell its ranges; the answers to all questions about a period have them. */
export interface Compares {
  readonly query: Pick<Answer['query'], 'date_range' | 'include'>;
}

type Moments = readonly [string, string];

const isWhole = ([from, to]: Moments) => !from.includes('T') || (from.slice(11, 19) === '00:00:00' && to.slice(11, 19) === '23:59:59');
const secondsOf = ([from, to]: Moments) => (Date.parse(to) - Date.parse(from)) / 1000 + 1;

/** What an answer is compared with; undefined for nothing. */
export function comparedOf(answer: Compares | undefined, today: Day): Compared | undefined {
  const range = answer?.query.include?.comparisons?.date_range;
  if (!answer || !range) return undefined;
  const own = answer.query.date_range;
  const days = ([from, to]: Moments) => [from.slice(0, 10), to.slice(0, 10)] as const;
  const isCut = isWhole(own) && !isWhole(range) && range[0].slice(11, 19) === '00:00:00';
  const length = (one: Moments) => {
    const count = countDays(...days(one));
    return isWhole(own) && isWhole(range) ? `${count} ${nounOf(count, 'day')}` : formatDuration(secondsOf(one));
  };
  return {
    time: isWhole(range) || isCut ? formatDays(...days(range), today) : formatHours(range[0], range[1], today),
    isCut,
    lengths: isCut || length(own) === length(range) ? null : `${length(range)}, this period ${length(own)}`,
  };
}

let shown: Compared | undefined;
const { listen, notify } = listenersOf();

/** Tells the controls what the screen is compared with. */
export function useShownComparison(compared: Compared | undefined): void {
  const key = JSON.stringify(compared);
  useEffect(() => {
    shown = compared;
    notify();
    return () => {
      shown = undefined;
      notify();
    };
    // The key says all of it.
  }, [key]);
}

/** What the screen is compared with; undefined while that is not known. */
export function useComparison(): Compared | undefined {
  return useSyncExternalStore(listen, () => shown);
}
