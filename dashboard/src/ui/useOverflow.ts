import { useLayoutEffect, useState, type RefObject } from 'react';

/** Whether an element has more rows than it is high; measured before it is painted, and again when its size or its content changes. */
export function useOverflow(element: RefObject<HTMLElement | null>, content: unknown): boolean {
  const [isOver, setOver] = useState(false);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) {
      setOver(false);
      return;
    }
    const measure = () => setOver(box.scrollHeight > box.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element, content]);
  return isOver;
}
