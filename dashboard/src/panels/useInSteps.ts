import { startTransition, useEffect, useRef, useState } from 'react';

/** The rows that are laid out at once. */
const STEP = 20;

/**
 * The rows of a long list that are shown so far: the first ones, and more after each frame, so that laying them out never holds up what people
 * type and click. Where new rows have the keys of those that they replace, as when their trends come, the old ones stay until it is their turn.
 */
export function useInSteps<T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  const [steps, setSteps] = useState({ rows, count: STEP });
  const onScreen = useRef<readonly T[]>([]);
  const count = steps.rows === rows ? steps.count : STEP;
  const shown = shownOf(rows, onScreen.current, count, keyOf);
  // After every render: one that is more urgent may come between a step and its rows, and take the step back.
  useEffect(() => {
    onScreen.current = shown;
    if (shown === rows) return;
    const frame = requestAnimationFrame(() => startTransition(() => setSteps({ rows, count: count + STEP })));
    return () => cancelAnimationFrame(frame);
  });
  return shown;
}

function shownOf<T>(rows: readonly T[], before: readonly T[], count: number, keyOf: (row: T) => string): readonly T[] {
  if (count >= rows.length) return rows;
  let end = count;
  while (end < rows.length && end < before.length && keyOf(before[end]!) === keyOf(rows[end]!)) end++;
  return [...rows.slice(0, count), ...before.slice(count, end)];
}
