import { useRef } from 'react';

/** What an answer was asked by, as it was when it came: while another one is awaited, its numbers keep their own headings, units and links. */
export function useAnswered<T>(asked: T, isAwaited: boolean): T {
  const answered = useRef(asked);
  if (!isAwaited) answered.current = asked;
  return answered.current;
}
