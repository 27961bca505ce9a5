import type { Answer } from '../api/types';
import { PROPERTY, type Report } from './reports';
import { withoutImports } from './withoutImports';

/** That a property came with no event. */
export const noneHas = (key: string) => `No event of this period has the property “${key}”.`;

interface Asked {
  readonly isFiltered: boolean;
  /** Whether imported totals were asked for. */
  readonly imports: boolean;
  readonly meta: Answer['meta'];
  /** Whether there are events, of which none has the property. */
  readonly hasOthers?: boolean;
}

/** What a list without rows says: that there is nothing, or nothing but what was imported and is not shown. */
export function emptyText({ dimension }: Pick<Report, 'dimension'>, { isFiltered, imports, meta, hasOthers = false }: Asked): string {
  const isGoal = dimension === 'goal';
  if (hasOthers) return isFiltered ? `${noneHas(dimension.slice(PROPERTY.length)).slice(0, -1)} under these filters.` : noneHas(dimension.slice(PROPERTY.length));
  if (imports && withoutImports(meta)) {
    const counted = isFiltered ? 'Nothing that was counted here matches these filters' : isGoal ? 'No goal was reached here' : 'Nothing was counted here in this period';
    return `${counted}; ${isGoal ? 'imported goals' : 'imported totals'} are not shown.`;
  }
  if (isFiltered) return 'Nothing matches these filters in this period.';
  return isGoal ? 'No goal was reached. Goals are made in the settings.' : 'No data in this period.';
}
