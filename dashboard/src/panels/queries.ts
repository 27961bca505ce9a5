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

/** The most frequent values of a report, each with what the period is compared with; a map has no place for that. */
export function panelQuery(site: string, view: View, today: Day, report: Report): Query {
  const metrics = report.dimension === 'goal' ? ['visitors', 'conversion_rate'] : ['visitors', 'percentage'];
  return breakdownQuery(site, view, today, { dimension: dimensionOf(report), metrics, limit: report.mapOf ? MAP_ROWS : PANEL_ROWS, compare: !report.mapOf });
}

/** The first page of a report's details, as they open. */
export function detailsQuery(site: string, view: View, today: Day, report: Report): Query {
  return breakdownQuery(site, view, today, {
    dimension: dimensionOf(report),
    metrics: report.metrics,
    search: '',
    order: [report.metrics[0]!, 'desc'],
    limit: DEFAULT_ROWS,
    offset: 0,
    compare: true,
  });
}

/** What all panels of a view ask at first. */
export function panelQueries(site: string, view: View, today: Day): readonly Query[] {
  return PANELS.map((panel) => panelQuery(site, view, today, openReport(panel, view)));
}
