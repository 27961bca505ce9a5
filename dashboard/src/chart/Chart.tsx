import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Interval } from '../dates/intervals';
import { useColors } from './colors';
import type { Course } from './course';
import type { Lines } from '../url/view';
import { DRAG } from './drag';
import { dataOf, optionsOf } from './plot';
import { touchZoom } from './touchZoom';
import type { Bucket } from './useBucket';
import { usePress } from './usePress';

export interface ChartProps {
  readonly course: Course;
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly bars: boolean;
  readonly averageLabel: string | null;
  readonly lines?: Lines | undefined;
  readonly isLog?: boolean;
  /** The buckets that have notes, and how many. */
  readonly marks?: readonly { readonly index: number; readonly notes: readonly { readonly glyph: string }[] }[];
  /** The name of the chart and the text of the bucket at the cursor. */
  readonly label: string;
  readonly textAt: (index: number) => string;
  readonly bucket: Bucket;
  readonly onZoom: (first: number, last: number) => void;
  readonly onEnter: (index: number) => void;
}

const NO_MARKS: NonNullable<ChartProps['marks']> = [];

/** A course over time on a canvas, with a cursor for keyboards and screen readers. */
export default function Chart(props: ChartProps) {
  const { course, metrics, interval, bars, averageLabel, lines, isLog = false, marks, label, textAt, bucket, onZoom, onEnter } = props;
  const { at: index, isPinned, point: onMove, pin } = bucket;
  const host = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const current = { onMove, onZoom, buckets: course.labels.length, pinned: isPinned ? index : null };
  const calls = useRef(current);
  calls.current = current;
  const colors = useColors();
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);

  useLayoutEffect(() => {
    const element = host.current!;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((before) => (before?.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const whenFree = usePress(host);
  useEffect(() => {
    if (!size || size.width === 0) return;
    const create = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        optionsOf({
          course,
          metrics,
          interval,
          bars,
          averageLabel,
          lines,
          isLog,
          marks: marks ?? NO_MARKS,
          colors,
          ...size,
          pinned: () => calls.current.pinned,
          // A plot that is made again has no pointer over it; the bucket that the keyboard is at stays, as does one that is pinned.
          onMove: (at) => calls.current.pinned === null && (at !== null || document.activeElement !== slider.current) && calls.current.onMove(at),
          onZoom: (first, last) => calls.current.onZoom(first, last),
        }),
        dataOf(course, bars),
        host.current!,
      );
    };
    // What was clicked is painted before the plot is made, which takes a while on a slow processor; the plot before stays until then.
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const frame = requestAnimationFrame(() => (timer = setTimeout(() => whenFree(() => isOver || create()))));
    return () => {
      isOver = true;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [whenFree, course, metrics, interval, bars, averageLabel, lines, isLog, marks, colors, size]);

  useEffect(
    () =>
      touchZoom(host.current!, {
        plot: () => plot.current,
        buckets: () => calls.current.buckets,
        onMove: (at) => calls.current.onMove(at),
        onZoom: (first, last) => calls.current.onZoom(first, last),
      }),
    [],
  );

  useEffect(
    () => () => {
      plot.current?.destroy();
      plot.current = null;
    },
    [],
  );

  useEffect(() => plot.current?.redraw(false), [isPinned, index]);

  const pressed = useRef<number | null>(null);
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const isDrag = pressed.current !== null && Math.abs(event.clientX - pressed.current) >= DRAG;
    // A finger's tap moves the readout, which stays there by itself.
    if (isDrag || (event.nativeEvent as PointerEvent).pointerType === 'touch') return;
    pin(!isPinned);
    const under = plot.current?.cursor.idx;
    if (isPinned && under !== null && under !== undefined) onMove(under);
  };

  const move = (to: number) => {
    const at = Math.min(course.labels.length - 1, Math.max(0, to));
    onMove(at);
    plot.current?.setCursor({ left: plot.current.valToPos(at, 'x'), top: 0 });
    return at;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: index - 1, ArrowRight: index + 1, PageUp: index - 7, PageDown: index + 7, Home: 0, End: course.labels.length - 1 };
    const target = steps[event.key];
    if (target !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) setAnchor(anchor ?? index);
      else setAnchor(null);
      const at = move(target);
      showSelection(plot.current, event.shiftKey ? (anchor ?? index) : at, at);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (anchor !== null && anchor !== index) onZoom(Math.min(anchor, index), Math.max(anchor, index));
      else onEnter(index);
      setAnchor(null);
    } else if (event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      pin(!isPinned);
    } else if (event.key === 'Escape' && anchor !== null) {
      event.stopPropagation();
      setAnchor(null);
      showSelection(plot.current, index, index);
    }
  };

  return (
    <div className="chart">
      <div className="chart-canvas" ref={host} aria-hidden="true" data-dark={colors.isDark || undefined} onPointerDown={(event) => (pressed.current = event.clientX)} onClick={onClick} onDoubleClick={() => onEnter(index)} />
      <div
        ref={slider}
        className="chart-cursor"
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move between buckets, Shift extends a selection, Enter zooms, Space pins.`}
        aria-valuemin={1}
        aria-valuemax={course.labels.length}
        aria-valuenow={index + 1}
        aria-valuetext={`${textAt(index)}${isPinned ? ', pinned' : ''}`}
        onKeyDown={onKeyDown}
        onFocus={() => move(index)}
      />
    </div>
  );
}

function showSelection(plot: uPlot | null, from: number, to: number): void {
  if (!plot) return;
  const [left, right] = [plot.valToPos(Math.min(from, to), 'x'), plot.valToPos(Math.max(from, to), 'x')];
  plot.setSelect({ left, width: right - left, top: 0, height: plot.over.clientHeight }, false);
}
