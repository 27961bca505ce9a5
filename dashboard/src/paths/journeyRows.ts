import type { JourneyStep } from './answers';
import { valueOf } from './steps';

/** The columns of journeys as a file has them: what visitors did at each step, most frequent first, and how many did nothing more. */
export function rowsOfJourneys(columns: readonly JourneyStep[], isBackward: boolean): readonly (readonly (string | number | null)[])[] {
  const head = [isBackward ? 'steps_before' : 'step', isBackward ? 'before' : 'after', 'type', 'label', 'visitors', 'percentage'];
  return [
    head,
    ...columns.flatMap(({ step, next, no_further_action: end }, at) => {
      const from = step ? valueOf(step) : null;
      return [
        ...next.map(({ type, label, visitors, percentage }) => [at, from, type, label, visitors, percentage]),
        ...(step && end.visitors > 0 ? [[at, from, isBackward ? 'entry' : 'exit', null, end.visitors, end.percentage]] : []),
      ];
    }),
  ];
}
