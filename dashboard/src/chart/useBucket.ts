import { useEffect, useState } from 'react';

/** The bucket that the readout of a chart is about. */
export interface Bucket {
  readonly at: number;
  /** Whether it stays while the pointer moves on. */
  readonly isPinned: boolean;
  readonly point: (index: number | null) => void;
  readonly pin: (isPinned: boolean) => void;
}

/**
 * The bucket that was pointed at last, or the one that is pinned, which Escape lets go.
 * @param buckets How many there are; others are other buckets, of which none has been pointed at.
 * @param usual The bucket before any is pointed at.
 */
export function useBucket(buckets: number, usual: number, interval: string): Bucket {
  const [index, setIndex] = useState<number | null>(null);
  const [isPinned, setPinned] = useState(false);
  useEffect(() => {
    setIndex(null);
    setPinned(false);
  }, [buckets, interval]);
  useEffect(() => {
    if (!isPinned) return;
    // Layers and dialogs close first, and filters stay while something is pinned.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('.layer, dialog[open]') || (event.target as HTMLElement).closest('input, select, textarea')) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      setPinned(false);
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [isPinned]);
  return { at: Math.min(index ?? usual, Math.max(0, buckets - 1)), isPinned, point: setIndex, pin: setPinned };
}
