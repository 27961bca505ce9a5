import { memo } from 'react';
import { metricOf, REVENUE } from '../api/metrics';
import type { Answer } from '../api/types';
import { Sparkline } from '../chart/Sparkline';
import type { Values } from '../chart/course';
import { deltaOf, formatMetric, type MetricValue } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { DeltaText } from '../ui/DeltaText';
import { ValueLink } from './BreakdownPanel';
import { RowMenu, rowKeys } from './RowMenu';
import { urlOf } from './rowUrl';
import { valueName, type Report } from './reports';

interface DetailsRowProps {
  readonly report: Report;
  readonly row: Answer['results'][number];
  /** The column that the rows are sorted by. */
  readonly sorted: string;
  readonly isChosen: boolean;
  readonly onChoose: (value: string, isChosen: boolean, isRange: boolean) => void;
  readonly trend: Trend | undefined;
  /** The days that the row is compared with. */
  readonly when: string | undefined;
  /** The revenue of a goal; undefined where no goal has any. */
  readonly revenue?: readonly MetricValue[] | undefined;
}

/** The line of a row, and the scale that it shares with those of others. */
export interface Trend {
  readonly values: Values;
  readonly top: number;
  readonly present: number;
}

/** A value with all of its numbers, what can be done with it, and how its visitors went. */
export const DetailsRow = memo(function DetailsRow({ report, row, sorted, isChosen, onChoose, trend, when, revenue }: DetailsRowProps) {
  const { site } = useSite();
  const value = row.dimensions[0] ?? '';
  const name = valueName(report.dimension, value);
  const url = urlOf(report, site.domain, value);
  return (
    <tr {...rowKeys}>
      <td className="details-value">
        <span className="details-line">
          <label className="choose">
            <input type="checkbox" aria-label={`Choose ${name}`} checked={isChosen} onChange={(event) => onChoose(value, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)} />
          </label>
          <ValueLink report={report} value={value} whole />
          {url && (
            <a className="open" href={url} target="_blank" rel="noreferrer noopener" aria-label={`Open ${value}`}>
              ↗
            </a>
          )}
          <RowMenu report={report} value={value} name={name} />
        </span>
      </td>
      {report.metrics.map((metric, at) => (
        <td className={`end ${metric === sorted ? 'first' : ''}`} key={metric} data-label={metricOf(metric).label}>
          {formatMetric(metric, row.metrics[at])} {at === 0 && row.comparison && <DeltaText delta={deltaOf(metric, row.metrics[at], row.comparison.metrics[at], when)} />}
        </td>
      ))}
      {revenue &&
        REVENUE.map((metric, at) => (
          <td className="end" key={metric} data-label={metricOf(metric).label}>
            {formatMetric(metric, revenue[at])}
          </td>
        ))}
      <td className="details-trend">{trend && <Sparkline values={trend.values} max={trend.top} present={trend.present} />}</td>
    </tr>
  );
});
