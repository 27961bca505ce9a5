import { useLayoutEffect, type RefObject } from 'react';

/** Scrolls a row so that the current link or the chosen one is in its middle, where it is out of sight. */
export function useCurrentInView(row: RefObject<HTMLElement | null>, current: string | undefined): void {
  useLayoutEffect(() => {
    const link = row.current?.querySelector<HTMLElement>('[aria-current="page"], [aria-checked="true"]');
    if (!row.current || !link) return;
    const { scrollLeft, clientWidth } = row.current;
    const { offsetLeft, offsetWidth } = link;
    if (offsetLeft < scrollLeft || offsetLeft + offsetWidth > scrollLeft + clientWidth) row.current.scrollLeft = offsetLeft - (clientWidth - offsetWidth) / 2;
  }, [row, current]);
}
