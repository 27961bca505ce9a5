import { useEffect, useRef } from 'react';

/** Leads to the beginning of a list whenever another page of it is turned to. */
export function usePageStart<T extends HTMLElement>(page: number) {
  const list = useRef<T>(null);
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current !== page) list.current?.scrollIntoView({ block: 'start' });
    shown.current = page;
  }, [page]);
  return list;
}
