import { lazy, Suspense, type ComponentProps } from 'react';
import { SkeletonRows } from '../ui/States';

const Editor = lazy(() => import('./FilterEditor'));

/** The editor of a condition, whose code comes when it is opened first. */
export function FilterEditor(props: ComponentProps<typeof Editor>) {
  return (
    <Suspense fallback={<SkeletonRows rows={6} />}>
      <Editor {...props} />
    </Suspense>
  );
}
