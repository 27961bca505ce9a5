import { inCurrency, metricOf, RATIO } from '../api/metrics';
import type { Answer } from '../api/types';
import { nameOf, type Average } from '../chart/average';
import { courseOf } from '../chart/course';
import { useZoom } from '../chart/useZoom';
import type { Interval } from '../dates/intervals';
import { currencyOf } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { LinesChart } from './LinesChart';
import { LinesTable } from './LinesTable';
import { ratioOf } from './ratio';

interface ExploreRatioProps {
  readonly answer: Answer;
  readonly metrics: readonly [string, string];
  readonly interval: Interval;
  readonly average: Average | 'off';
}

/** A metric that no server knows: how much of the second one the first is. */
export function ExploreRatio({ answer, metrics, interval, average }: ExploreRatioProps) {
  const { site, now } = useSite();
  const { labels, present } = courseOf(answer, { metrics, hasAverage: false, interval, zone: site.timezone, now });
  const { zoom } = useZoom(labels, interval);
  const currencies = metrics.map((_, at) => currencyOf([answer], at));
  const ratio = inCurrency(RATIO.id, currencies[1] === undefined ? currencies[0] : undefined);
  const name = `${metricOf(metrics[0]).label} ÷ ${metricOf(metrics[1]).label}`;
  const averageName = average === 'off' ? null : nameOf(average, interval);
  const series = [ratioOf(answer, labels, name, average !== 'off', present)];
  return (
    <>
      <LinesChart series={series} labels={labels} metric={ratio} interval={interval} label={`${name} per ${interval}`} present={present} onZoom={zoom} />
      <LinesTable series={series} labels={labels} metric={ratio} interval={interval} averageName={averageName} present={present} />
    </>
  );
}
