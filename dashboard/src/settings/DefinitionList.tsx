import type { ReactNode } from 'react';
import { Failure, SkeletonRows } from '../ui/States';

interface DefinitionListProps<T> {
  /** The definitions; undefined while they are loading. */
  readonly items: readonly T[] | undefined;
  readonly error: Error | undefined;
  readonly onRetry: () => void;
  /** What stands there if there are none. */
  readonly empty: ReactNode;
  readonly rows?: number;
  readonly height?: number;
  /** The entry of a definition, with its key. */
  readonly children: (item: T) => ReactNode;
}

/** What a site's people have defined, while it is loading and if there is nothing too. */
export function DefinitionList<T>({ items, error, onRetry, empty, rows = 4, height = 56, children }: DefinitionListProps<T>) {
  if (error) return <Failure error={error} onRetry={onRetry} />;
  if (!items) return <SkeletonRows rows={rows} height={height} />;
  return items.length === 0 ? empty : <ul className="definitions">{items.map(children)}</ul>;
}
