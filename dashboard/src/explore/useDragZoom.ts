import { useEffect, useState, type PointerEvent } from 'react';
import { DRAG } from '../chart/drag';

interface DragZoom {
  /** The ends of what is selected, in pixels from the left edge; null for nothing. */
  readonly selected: readonly [number, number] | null;
  readonly onPointerDown: (event: PointerEvent<SVGSVGElement>) => void;
  readonly onPointerMove: (event: PointerEvent<SVGSVGElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
}

/** Selects buckets of a picture by dragging with a mouse or a pen, and zooms to them; Escape selects nothing. A finger scrolls. */
export function useDragZoom(indexAt: (x: number) => number, onZoom: ((first: number, last: number) => void) | undefined): DragZoom {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const isDragging = drag !== null;
  useEffect(() => {
    if (!isDragging) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopImmediatePropagation();
      setDrag(null);
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [isDragging]);
  const place = (event: PointerEvent<SVGSVGElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const selected = drag && Math.abs(drag.to - drag.from) >= DRAG ? ([Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)] as const) : null;
  return {
    selected,
    onPointerDown: (event) => {
      if (!onZoom || event.pointerType === 'touch' || event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: place(event), to: place(event) });
    },
    onPointerMove: (event) => drag && setDrag({ ...drag, to: place(event) }),
    onPointerCancel: () => setDrag(null),
    onPointerUp: () => {
      setDrag(null);
      if (!selected || !onZoom) return;
      const [first, last] = [indexAt(selected[0]), indexAt(selected[1])];
      if (last > first) onZoom(first, last);
    },
  };
}
