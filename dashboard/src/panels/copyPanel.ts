import { metricOf } from '../api/metrics';
import type { Answer } from '../api/types';
import { numberOf } from '../format/numbers';
import { copyRows } from '../ui/copyRows';
import { amountCells } from './revenue';
import { valueName, type Report } from './reports';
import type { useRevenue } from './useRevenue';

/**
 * Copies the rows of a panel with their headings.
 * @param second The metric beside the visitors.
 * @param column The heading of that metric.
 */
export function copyPanel({ results }: Answer, report: Report, second: string, column: string, revenue: ReturnType<typeof useRevenue>) {
  return copyRows([
    [report.row, metricOf('visitors').label, metricOf(second).kind === 'rate' ? `${column}, %` : column, ...(revenue ? [metricOf('total_revenue').label, 'Currency'] : [])],
    ...results.map(({ dimensions, metrics }) => {
      const value = dimensions[0] ?? '';
      return [valueName(report.dimension, value), numberOf(metrics[0]), numberOf(metrics[1]), ...(revenue ? amountCells([revenue.get(value)?.[0]]) : [])];
    }),
  ]);
}
