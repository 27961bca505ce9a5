import { useMemo } from 'react';
import { inCurrency, metricOf } from '../api/metrics';
import type { Answer } from '../api/types';
import { nameOf, type Average } from '../chart/average';
import { courseOf } from '../chart/course';
import { useZoom } from '../chart/useZoom';
import type { Interval } from '../dates/intervals';
import { currencyOf } from '../format/numbers';
import { valueName } from '../panels/reports';
import { useSite } from '../screens/SiteContext';
import { Empty } from '../ui/States';
import { LinesChart } from './LinesChart';
import { LinesTable } from './LinesTable';
import { byCurrency, seriesOf } from './series';

interface ExploreLinesProps {
  readonly answers: readonly Answer[];
  readonly names: readonly string[];
  readonly metric: string;
  readonly interval: Interval;
  readonly average: Average | 'off';
  readonly split: string;
}

/** One line for each of the most frequent values of a dimension; the table under the chart has the same numbers. */
export function ExploreLines({ answers, names, metric, interval, average, split }: ExploreLinesProps) {
  const { site, now } = useSite();
  const hasAverage = average !== 'off';
  const options = useMemo(() => ({ metrics: [metric], hasAverage, interval, zone: site.timezone, now }), [metric, hasAverage, interval, site.timezone, now]);
  const series = useMemo(() => seriesOf(names, answers, options).map((one) => ({ ...one, name: valueName(split, one.name) })), [names, answers, options, split]);
  const labels = answers[0]?.meta.time_labels ?? [];
  const { zoom } = useZoom(labels, interval);
  const [first] = answers;
  if (!first || series.length === 0) return <Empty title="No value in this period under these filters." />;
  const { present } = courseOf(first, options);
  const currency = currencyOf(answers);
  const named = currency ? series : series.map((one) => (one.currency ? { ...one, name: `${one.name}, ${one.currency}` } : one));
  const averageName = hasAverage ? nameOf(average, interval) : null;
  const label = `${metricOf(metric).label} per ${interval}${averageName ? `, ${averageName}` : ''}`;
  return (
    <>
      {byCurrency(series).map((lines, _, charts) => {
        const own = charts.length > 1 ? lines[0]!.currency : currency;
        return <LinesChart key={own ?? ''} series={lines} labels={labels} metric={inCurrency(metric, own)} interval={interval} label={own ? `${label}, ${own}` : label} present={present} onZoom={zoom} />;
      })}
      <LinesTable series={named} labels={labels} metric={metric} interval={interval} averageName={averageName} present={present} />
    </>
  );
}
