/** The pages that a long list offers, from 0: the first, the last, and the open one with those beside it. */
export function shownPages(open: number, count: number): readonly number[] {
  const wanted = [0, open - 1, open, open + 1, count - 1].filter((page) => page >= 0 && page < count);
  return [...new Set(wanted)].sort((one, other) => one - other);
}
