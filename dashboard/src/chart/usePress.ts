import { useEffect, useRef, type RefObject } from 'react';

/**
 * Runs what would take an element from under a finger or a button of the mouse once both are up: whoever is pressed where nothing is any more
 * hears of no move and of no end. The function that it returns runs at once where nothing is pressed, and else the last that it was given.
 */
export function usePress(element: RefObject<HTMLElement | null>): (action: () => void) => void {
  const isDown = useRef(false);
  const waiting = useRef<(() => void) | null>(null);
  useEffect(() => {
    const host = element.current!;
    // The other buttons open menus, behind which their end is not heard.
    const press = ({ button }: PointerEvent) => {
      isDown.current ||= button === 0;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = () => {
      isDown.current = false;
      clearTimeout(timer);
      // What else listens to the end of the press comes first.
      timer = setTimeout(() => {
        if (isDown.current) return;
        waiting.current?.();
        waiting.current = null;
      });
    };
    host.addEventListener('pointerdown', press);
    window.addEventListener('pointerup', release);
    window.addEventListener('pointercancel', release);
    return () => {
      clearTimeout(timer);
      host.removeEventListener('pointerdown', press);
      window.removeEventListener('pointerup', release);
      window.removeEventListener('pointercancel', release);
    };
  }, [element]);
  return useRef((action: () => void) => {
    waiting.current = isDown.current ? action : null;
    if (!isDown.current) action();
  }).current;
}
