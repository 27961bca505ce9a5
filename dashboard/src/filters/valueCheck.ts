import type { Goal } from '../api/goalList';
import { codeOf } from '../format/codes';
import { dimensionName } from '../panels/reports';
import { isCoded } from '../url/filters';

/** What a typed text is as a value of a dimension, or why it is none. */
export interface ValueCheck {
  readonly value?: string;
  readonly problem?: string;
}

/** Checks a typed value. Those of codes are named as they are shown; goals are those that there are, undefined while they are being read. */
export function checkValue(dimension: string, typed: string, goals: readonly Pick<Goal, 'display_name'>[] | undefined): ValueCheck {
  if (typed === '') return {};
  if (isCoded(dimension)) {
    const code = codeOf(dimension, typed);
    return code === undefined ? { problem: `“${typed}” names no single ${dimensionName(dimension).toLowerCase()}. Choose one of the list, or type its whole name.` } : { value: code };
  }
  if (dimension !== 'goal' || !goals) return { value: typed };
  const goal = goals.find(({ display_name: name }) => name.toLowerCase() === typed.toLowerCase());
  return goal ? { value: goal.display_name } : { problem: `There is no goal “${typed}”. Choose one of the list; goals are made in the settings.` };
}
