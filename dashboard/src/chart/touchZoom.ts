import type uPlot from 'uplot';

/** Milliseconds that a finger rests before its way selects; until then it scrolls the page. */
const REST = 400;
const TREMBLE = 10;

interface TouchZoomOptions {
  readonly plot: () => uPlot | null;
  readonly buckets: () => number;
  readonly onMove: (index: number) => void;
  readonly onZoom: (first: number, last: number) => void;
}

/** Lets a finger that rests and then moves select a range, as a mouse does by dragging. Returns what ends it. */
export function touchZoom(element: HTMLElement, { plot, buckets, onMove, onZoom }: TouchZoomOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: { readonly x: number; readonly y: number; readonly index: number } | null = null;
  let end: number | null = null;

  const indexAt = (x: number) => {
    const shown = plot();
    if (!shown) return 0;
    const index = Math.round(shown.posToVal(x - shown.over.getBoundingClientRect().left, 'x'));
    return Math.min(buckets() - 1, Math.max(0, index));
  };
  const show = (first: number, last: number) => {
    const shown = plot();
    if (!shown) return;
    const [left, right] = [shown.valToPos(Math.min(first, last), 'x'), shown.valToPos(Math.max(first, last), 'x')];
    shown.setSelect({ left, width: right - left, top: 0, height: shown.over.clientHeight }, false);
  };
  const stop = () => {
    clearTimeout(timer);
    if (end !== null) plot()?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    start = end = null;
  };
  const onStart = (event: TouchEvent) => {
    stop();
    const [touch] = event.touches;
    if (!touch || event.touches.length > 1) return;
    start = { x: touch.clientX, y: touch.clientY, index: indexAt(touch.clientX) };
    timer = setTimeout(() => {
      end = start!.index;
      show(end, end);
      onMove(end);
    }, REST);
  };
  const onTouchMove = (event: TouchEvent) => {
    const [touch] = event.touches;
    if (!touch || !start) return;
    if (end === null) {
      if (Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > TREMBLE) stop();
      return;
    }
    // The page scrolls already, and can't be kept from it.
    if (!event.cancelable) return stop();
    event.preventDefault();
    end = indexAt(touch.clientX);
    show(start.index, end);
    onMove(end);
  };
  const onEnd = (event: TouchEvent) => {
    if (start && end !== null) {
      // The browser would make a click of it.
      event.preventDefault();
      const [first, last] = [Math.min(start.index, end), Math.max(start.index, end)];
      if (last > first) onZoom(first, last);
    }
    stop();
  };
  const onContextMenu = (event: Event) => start && event.preventDefault();

  element.addEventListener('touchstart', onStart, { passive: true });
  element.addEventListener('touchmove', onTouchMove, { passive: false });
  element.addEventListener('touchend', onEnd);
  element.addEventListener('touchcancel', stop);
  element.addEventListener('contextmenu', onContextMenu);
  return () => {
    stop();
    element.removeEventListener('touchstart', onStart);
    element.removeEventListener('touchmove', onTouchMove);
    element.removeEventListener('touchend', onEnd);
    element.removeEventListener('touchcancel', stop);
    element.removeEventListener('contextmenu', onContextMenu);
  };
}
