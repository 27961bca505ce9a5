import { breakdownQuery } from '../api/siteQueries';
import type { Query } from '../api/types';
import type { Day } from '../dates/days';
import type { View } from '../url/view';
import { DEFAULT_ROWS } from './rows';
import { dimensionOf, PANELS, reportOf, type PanelEntry, type Report } from './reports';

/** The rows of a panel. */
export const PANEL_ROWS = 9;
/** More than there are countries. */
const MAP_ROWS = 300;

/** The report whose tab is open. */
export function openReport(panel: PanelEntry, view: View): Report {
  const open = view.tabs[panel.id];
  return reportOf(open && panel.reports.includes(open) ? open : panel.reports[0]!)!;
}

/** The metric that a panel has beside the visitors: the rate of goals, unless it is hidden, and else the share. */
export function besideVisitors(report: Report, hides: readonly string[]): string {
  return report.dimension !== 'goal' ? 'percentage' : hides.includes('conversion_rate') ? 'events' : 'conversion_rate';
}

/** A report without the metrics that are hidden. */
export function shownReport(report: Report, hides: readonly string[]): Report {
  return { ...report, metrics: report.metrics.filter((metric) => !hides.includes(metric)) };
}

/** The most frequent values of a report, each with what the period is compared with; a map has no place for that. */
export function panelQuery(site: string, view: View, today: Day, report: Report, hides: readonly string[] = []): Query {
  const metrics = ['visitors', besideVisitors(report, hides)];
  return breakdownQuery(site, view, today, { dimension: dimensionOf(report), metrics, limit: report.mapOf ? MAP_ROWS : PANEL_ROWS, compare: !report.mapOf });
}

/** The first page of a report's details, as they open. */
export function detailsQuery(site: string, view: View, today: Day, report: Report, hides: readonly string[]): Query {
  const { metrics } = shownReport(report, hides);
  return breakdownQuery(site, view, today, {
    dimension: dimensionOf(report),
    metrics,
    search: '',
    order: [metrics[0]!, 'desc'],
    limit: DEFAULT_ROWS,
    offset: 0,
    compare: true,
  });
}

/** What all panels of a view ask at first. */
export function panelQueries(site: string, view: View, today: Day, hides: readonly string[] = []): readonly Query[] {
  return PANELS.map((panel) => panelQuery(site, view, today, openReport(panel, view), hides));
}
