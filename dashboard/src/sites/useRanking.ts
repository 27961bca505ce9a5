import { useCallback, useEffect, useState } from 'react';
import { readRanking, type Ranking } from './ranking';

/** What is known of a ranking. */
export interface RankingState {
  /** Null until all sites were asked about. */
  readonly ranking: Ranking | null;
  readonly error: Error | undefined;
  /** How many of how many sites were asked about. */
  readonly asked: number;
  readonly of: number;
  readonly retry: () => void;
}

/**
 * Ranks the sites whose names have a text; null ranks nothing. A ranking stays as it is until it is asked for anew, so that no site moves while
 * somebody reads.
 */
export function useRanking(find: string | null): RankingState {
  const [state, setState] = useState<{ of?: string; ranking?: Ranking; error?: Error; asked: number; all: number }>({ asked: 0, all: 0 });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (find === null) return;
    const controller = new AbortController();
    const unlessEnded = (then: () => void) => !controller.signal.aborted && then();
    setState({ of: find, asked: 0, all: 0 });
    readRanking(find, controller.signal, (asked, all) => unlessEnded(() => setState({ of: find, asked, all })))
      .then((ranking) => unlessEnded(() => setState({ of: find, ranking, asked: 0, all: 0 })))
      .catch((error: unknown) => unlessEnded(() => setState({ of: find, error: error as Error, asked: 0, all: 0 })));
    return () => controller.abort();
  }, [find, tries]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  const isCurrent = state.of === find;
  return {
    ranking: (isCurrent && state.ranking) || null,
    error: isCurrent ? state.error : undefined,
    asked: isCurrent ? state.asked : 0,
    of: isCurrent ? state.all : 0,
    retry,
  };
}
