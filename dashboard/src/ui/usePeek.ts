import { useEffect, useRef } from 'react';

const REST = 80;

/** Handlers that run something once the pointer or the focus rests on an element, as on what will probably be chosen. */
export function usePeek(peek: (() => void) | undefined) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  const start = () => {
    stop();
    if (peek) timer.current = setTimeout(peek, REST);
  };
  return { onPointerEnter: start, onPointerLeave: stop, onFocus: start, onBlur: stop };
}
