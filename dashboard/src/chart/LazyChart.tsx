import { lazy, Suspense, useEffect } from 'react';
import './chart.css';
import type { ChartProps } from './Chart';
import { loadChart } from './loadChart';

const Loaded = lazy(loadChart);

/** A chart, whose code comes when it is needed. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<ChartSkeleton />}>
      <Loaded {...props} />
    </Suspense>
  );
}

/** The place of a chart whose numbers are awaited; its code is fetched meanwhile. */
export function ChartSkeleton() {
  useEffect(() => void loadChart(), []);
  return <div className="chart skeleton" />;
}
