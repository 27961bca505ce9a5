import { useEffect, useState, type RefObject } from 'react';

/** Pixels below the window at which an element counts as seen, so that it is there when it is scrolled to. */
const AHEAD = 300;

/** Whether an element has been in the window, or nearly; from then on true. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !element.current) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), { rootMargin: `${AHEAD}px` });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [seen, element]);
  return seen;
}
