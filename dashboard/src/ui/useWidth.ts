import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The width of an element in pixels, followed as it changes. A picture drawn for it keeps the size of its text and lines. */
export function useWidth<T extends HTMLElement>(otherwise: number): readonly [RefObject<T | null>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(otherwise);
  useLayoutEffect(() => {
    const observed = element.current;
    if (!observed) return;
    const measure = () => observed.clientWidth > 0 && setWidth(observed.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(observed);
    return () => observer.disconnect();
  }, []);
  return [element, width] as const;
}
