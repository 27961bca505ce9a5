import { breakdownQuery } from '../api/siteQueries';
import type { Answer, Query } from '../api/types';
import { dimensionsIn } from '../url/filters';
import type { Day } from '../dates/days';
import type { View } from '../url/view';
import { DEFAULT_ROWS } from './rows';
import { dimensionOf, NO_PROPERTY, NONE, PANELS, PROPERTY, reportOf, tabOf, type PanelEntry, type Report } from './reports';

/** The rows of a panel. */
export const PANEL_ROWS = 9;
/** More than there are countries. */
const MAP_ROWS = 300;

/** The report that a panel shows: the one that is open, or the first one of its tab, whose choices are those of a group unless the site has others. */
export function openReport(panel: PanelEntry, open: string | undefined, choices?: readonly string[]): Report {
  const tab = tabOf(panel, open);
  const group = typeof tab === 'string' ? undefined : tab;
  const id = !group ? (tab as string) : group.id === open || open === undefined ? (choices ?? group.reports)[0] : open;
  return (id === undefined ? undefined : reportOf(id)) ?? NO_PROPERTY;
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
    order: [metrics[0]!, 'desc'],
    limit: DEFAULT_ROWS,
    offset: 0,
    compare: true,
  });
}

/** Whether an answer has rows to list: that no event has a property is no row, unless it was asked for. */
export function hasRows({ dimension }: Pick<Report, 'dimension'>, { results }: Pick<Answer, 'results'>, filters: View['filters']): boolean {
  const [first, second] = results;
  const isNone = dimension.startsWith(PROPERTY) && !second && first?.dimensions[0] === NONE && !dimensionsIn(filters).includes(dimension);
  return first !== undefined && !isNone;
}

/** What all panels of a view ask at first. */
export function panelQueries(site: string, view: View, today: Day, hides: readonly string[] = []): readonly Query[] {
  const reports = PANELS.map((panel) => openReport(panel, view.tabs[panel.id])).filter((report) => report !== NO_PROPERTY);
  return reports.map((report) => panelQuery(site, view, today, report, hides));
}
