import { lazy, Suspense, useState } from 'react';
import { nameOf, type Average } from '../chart/average';
import { coveredBuckets, isCut, type Course } from '../chart/course';
import { nameOfValues } from '../chart/running';
import type { Bucket } from '../chart/useBucket';
import type { Interval } from '../dates/intervals';
import { formatBucket } from '../format/dates';
import { formatMean, formatMetric } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { deviation } from './deviation';

const Explanation = lazy(() => import('./Explanation'));

interface ReadoutProps {
  readonly course: Course;
  readonly bucket: Bucket;
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly average: Average | 'off';
}

/** All values of one bucket. It is the chart's legend too. */
export function Readout({ course, bucket, metrics, interval, average }: ReadoutProps) {
  const { today, view } = useSite();
  const { at: index, isPinned, pin } = bucket;
  const [metric, second] = metrics as [string, string | undefined];
  const isGrowing = index === course.present;
  const value = course.raw[index];
  const mean = course.average?.[index];
  const off = deviation(value, mean);
  const [isExplained, setExplained] = useState(false);
  const hasExplanation = average !== 'off' && mean !== null && mean !== undefined;
  const comparedMean = course.comparisonAverage?.[index];
  const compared = course.comparison?.[index];
  const comparedLabel = course.comparisonLabels[index];
  return (
    <div className="readout number" data-pinned={isPinned} data-explained={isExplained}>
      <span className="readout-time">{formatBucket(course.labels[index] ?? '', interval, today)}</span>
      {isPinned && (
        <button type="button" className="explain" title="Esc lets the readout go" onClick={() => pin(false)}>
          Pinned <span aria-hidden="true">✕</span>
        </button>
      )}
      <span className="readout-series" data-series="raw">
        <span className="swatch" aria-hidden="true" />
        {nameOfValues(course, metrics, 0, interval)} <strong>{value === null || value === undefined ? 'no data' : formatMetric(metric, value)}</strong>
        {isGrowing ? <span className="muted">so far</span> : isCut(course, index) && <span className="muted">cut by the range</span>}
      </span>
      {average !== 'off' && course.average && (
        <span className="readout-series" data-series="average">
          <span className="swatch average" aria-hidden="true" />
          {nameOf(average, interval)}{' '}
          {isGrowing ? (
            <span className="muted">with {interval === 'day' ? 'today' : 'this ' + interval} so far {formatMean(metric, course.averageSoFar)}</span>
          ) : (
            <strong>{formatMean(metric, mean ?? null)}</strong>
          )}
          {index < course.averageFrom && !isGrowing && <span className="muted">{sinceFirstEvent(course, index, interval, average)}</span>}
          {off && <span className="muted">{off}</span>}
          {hasExplanation && (
            <button type="button" className="explain" aria-expanded={isExplained} onClick={() => setExplained(!isExplained)}>
              Explain
            </button>
          )}
        </span>
      )}
      {course.comparison && (
        <span className="readout-series" data-series="comparison">
          <span className="swatch comparison" aria-hidden="true" />
          {comparedLabel ? formatBucket(comparedLabel, interval, today) : 'not compared'} <strong>{formatMetric(metric, compared ?? null)}</strong>
          {view.lines && comparedMean !== null && comparedMean !== undefined && <span className="muted">average {formatMean(metric, comparedMean)}</span>}
        </span>
      )}
      {second && course.second && (
        <span className="readout-series" data-series="second">
          <span className="swatch second" aria-hidden="true" />
          {nameOfValues(course, metrics, 1, interval)} <strong>{formatMetric(second, course.second[index] ?? null)}</strong>
        </span>
      )}
      {isExplained && hasExplanation && (
        <Suspense>
          <Explanation of={[course, index, metric, interval, average, today]} />
        </Suspense>
      )}
    </div>
  );
}

function sinceFirstEvent(course: Course, index: number, interval: Interval, average: Average): string {
  const covered = average.kind === 'simple' ? coveredBuckets(course, index, average.window) : null;
  return average.kind === 'simple' && covered !== average.window ? `of ${covered} of ${average.window} ${interval}s` : 'since the first event';
}
