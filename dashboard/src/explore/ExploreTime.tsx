import { useMemo } from 'react';
import { inCurrency, metricOf } from '../api/metrics';
import type { Answer } from '../api/types';
import { nameOf, type Average } from '../chart/average';
import { Chart } from '../chart/LazyChart';
import { useBucket } from '../chart/useBucket';
import { useZoom } from '../chart/useZoom';
import { courseOf } from '../chart/course';
import type { Interval } from '../dates/intervals';
import { formatBucket } from '../format/dates';
import { currencyOf, formatMetric } from '../format/numbers';
import CourseTable from '../overview/CourseTable';
import { Readout } from '../overview/Readout';
import { useSite } from '../screens/SiteContext';

interface ExploreTimeProps {
  readonly answer: Answer;
  readonly metric: string;
  /** A second one on an axis of its own. */
  readonly beside?: string | undefined;
  readonly interval: Interval;
  readonly average: Average | 'off';
}

/** A metric over time; the table under the chart has the same numbers. */
export function ExploreTime({ answer, metric, beside, interval, average }: ExploreTimeProps) {
  const { site, view, today, now } = useSite();
  const hasAverage = average !== 'off';
  const metrics = useMemo(() => (beside ? [metric, beside] : [metric]).map((one, at) => inCurrency(one, currencyOf([answer], at))), [answer, metric, beside]);
  const shown = metrics[0]!;
  const course = useMemo(() => courseOf(answer, { metrics, hasAverage, interval, zone: site.timezone, now }), [answer, metrics, hasAverage, interval, site.timezone, now]);
  const { labels, present } = course;
  const bucket = useBucket(labels.length, Math.max(0, (present < 0 ? labels.length : present) - 1), interval);
  const { zoom, enter } = useZoom(labels, interval);
  return (
    <>
      <Chart
        course={course}
        metrics={metrics}
        interval={interval}
        bars={view.display === 'bar'}
        averageLabel={null}
        label={`${metricOf(shown).label} per ${interval}`}
        textAt={(bucket) => `${formatBucket(labels[bucket] ?? '', interval, today)}, ${formatMetric(shown, course.raw[bucket])}`}
        bucket={bucket}
        onZoom={zoom}
        onEnter={enter}
      />
      <Readout course={course} bucket={bucket} metrics={metrics} interval={interval} average={average} />
      <CourseTable course={course} metrics={metrics} interval={interval} averageName={hasAverage ? nameOf(average, interval) : null} />
    </>
  );
}
