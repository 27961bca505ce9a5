import type { Answer } from '../api/types';
import type { Report } from './reports';
import { withoutImports } from './withoutImports';

interface Asked {
  readonly isFiltered: boolean;
  /** Whether imported totals were asked for. */
  readonly imports: boolean;
  readonly meta: Answer['meta'];
}

/** What a list without rows says: that there is nothing, or nothing but what was imported and is not shown. */
export function emptyText({ dimension }: Pick<Report, 'dimension'>, { isFiltered, imports, meta }: Asked): string {
  const isGoal = dimension === 'goal';
  if (imports && withoutImports(meta)) {
    const counted = isFiltered ? 'Nothing that was counted here matches these filters' : isGoal ? 'No goal was reached here' : 'Nothing was counted here in this period';
    return `${counted}; ${isGoal ? 'imported goals' : 'imported totals'} are not shown.`;
  }
  if (isFiltered) return 'Nothing matches these filters in this period.';
  return isGoal ? 'No goal was reached. Goals are made in the settings.' : 'No data in this period.';
}
