import { unicodeHost } from '../format/hosts';
import { countryName, languageName, visible } from '../format/text';
import { apiDimension } from '../url/filters';

/** A breakdown that a panel or the details show. */
export interface Report {
  /** Its name in addresses. */
  readonly id: string;
  readonly label: string;
  /** What a row is called in the heading of the table. */
  readonly row: string;
  /** The short name of its dimension, as filters have it. */
  readonly dimension: string;
  /** The metrics of the details, the first of which also stands in the panel. */
  readonly metrics: readonly string[];
  /** Values as they are shown. */
  readonly name?: (value: string) => string;
  /** Whether values are paths, which are cut in the middle. */
  readonly paths?: boolean;
  /** The report whose numbers it shows as a map. */
  readonly mapOf?: string;
}

const VISITS = ['visitors', 'visits', 'bounce_rate', 'visit_duration'] as const;
const report = (id: string, label: string, row: string, dimension: string, more: Partial<Report> = {}): Report => ({ id, label, row, dimension, metrics: VISITS, ...more });

/** All reports. A new one is a line here, and its id in the panel that shows it. */
export const REPORTS: readonly Report[] = [
  report('channels', 'Channels', 'Channel', 'channel'),
  report('sources', 'Sources', 'Source', 'source', { name: unicodeHost }),
  report('referrers', 'Referrers', 'Referrer', 'referrer', { name: unicodeHost, paths: true }),
  report('utm-campaign', 'Campaigns', 'Campaign', 'utm_campaign'),
  report('utm-medium', 'Media', 'Medium', 'utm_medium'),
  report('utm-source', 'UTM sources', 'UTM source', 'utm_source'),
  report('utm-content', 'Contents', 'Content', 'utm_content'),
  report('utm-term', 'Terms', 'Term', 'utm_term'),
  report('pages', 'Pages', 'Page', 'page', { metrics: ['visitors', 'pageviews', 'bounce_rate', 'time_on_page', 'scroll_depth'], paths: true }),
  report('entry', 'Entry pages', 'Entry page', 'entry_page', { paths: true }),
  report('exit', 'Exit pages', 'Exit page', 'exit_page', { metrics: ['visitors', 'visits'], paths: true }),
  report('hostnames', 'Hostnames', 'Hostname', 'hostname', { name: unicodeHost, metrics: ['visitors', 'pageviews'] }),
  report('countries', 'Countries', 'Country', 'country', { name: countryName }),
  report('regions', 'Regions', 'Region', 'region'),
  report('cities', 'Cities', 'City', 'city'),
  report('languages', 'Languages', 'Language', 'language', { name: languageName }),
  report('browsers', 'Browsers', 'Browser', 'browser'),
  report('versions', 'Versions', 'Browser version', 'browser_version'),
  report('os', 'Systems', 'Operating system', 'os'),
  report('os-versions', 'System versions', 'System version', 'os_version'),
  report('devices', 'Devices', 'Device', 'device'),
  report('goals', 'Goals', 'Goal', 'goal', { metrics: ['visitors', 'events', 'conversion_rate'] }),
  report('events', 'Events', 'Event', 'name', { metrics: ['visitors', 'events'] }),
];

/** The countries as a map. It is a view of a report and none of its own, so that choices of dimensions do not have it. */
const MAP = report('map', 'Map', 'Country', 'country', { name: countryName, mapOf: 'countries' });

/** How dimensions of properties begin. */
export const PROPERTY = 'props:';

/** What the API calls the value of a property that an event lacks. */
export const NONE = '(none)';

/** What stands for a property as long as none is known; it can't be asked for. */
export const NO_PROPERTY = report('properties', 'Properties', 'Value', PROPERTY);

/** A report by its id; `props:KEY` is that property's values. */
export function reportOf(id: string): Report | undefined {
  if (id.startsWith(PROPERTY) && id.length > PROPERTY.length) {
    return report(id, id.slice(PROPERTY.length), 'Value', id, { metrics: ['visitors', 'events', 'percentage'] });
  }
  return id === MAP.id ? MAP : REPORTS.find((candidate) => candidate.id === id);
}

/** The report of a filter's dimension. */
export function reportOfDimension(dimension: string): Report | undefined {
  return REPORTS.find((candidate) => candidate.dimension === dimension) ?? (dimension.startsWith(PROPERTY) ? reportOf(dimension) : undefined);
}

/** The name of a dimension in chips. */
export function dimensionName(dimension: string): string {
  return dimension.startsWith(PROPERTY) ? dimension.slice(PROPERTY.length) : (reportOfDimension(dimension)?.row ?? dimension.replaceAll('_', ' '));
}

/** A value of a report as it is shown. */
export function nameIn(report: Report | undefined, value: string): string {
  return visible(report?.name?.(value) ?? value);
}

/** A value as it is shown. */
export function valueName(dimension: string, value: string): string {
  return nameIn(reportOfDimension(dimension), value);
}

/** The API's name of a report's dimension. */
export function dimensionOf(report: Report): string {
  return apiDimension(report.dimension);
}

/** Reports that share a tab, in which one of them is chosen. */
export interface ReportGroup {
  readonly id: string;
  readonly label: string;
  /** What is chosen in it. */
  readonly choice: string;
  readonly reports: readonly string[];
}

const UTM: ReportGroup = { id: 'utm', label: 'UTM', choice: 'UTM parameter', reports: ['utm-campaign', 'utm-medium', 'utm-source', 'utm-content', 'utm-term'] };

/** The values of a property; the site's keys are its reports. */
export const PROPERTIES: ReportGroup = { id: NO_PROPERTY.id, label: NO_PROPERTY.label, choice: 'Property', reports: [] };

/** A panel of the dashboard with its tabs: reports, and groups of them. */
export interface PanelEntry {
  readonly id: string;
  readonly label: string;
  readonly tabs: readonly (string | ReportGroup)[];
}

export const PANELS: readonly PanelEntry[] = [
  { id: 'sources', label: 'Sources', tabs: ['channels', 'sources', 'referrers', UTM] },
  { id: 'pages', label: 'Pages', tabs: ['pages', 'entry', 'exit', 'hostnames'] },
  { id: 'places', label: 'Places', tabs: ['countries', 'map', 'regions', 'cities', 'languages'] },
  { id: 'devices', label: 'Devices', tabs: ['browsers', 'versions', 'os', 'os-versions', 'devices'] },
  { id: 'events', label: 'What they did', tabs: ['goals', PROPERTIES, 'events'] },
];

/** The tab of a panel that has a report, or the first one. */
export function tabOf(panel: PanelEntry, open: string | undefined): string | ReportGroup {
  const has = (tab: string | ReportGroup) => (typeof tab === 'string' ? tab === open : tab.id === open || tab.reports.includes(open ?? '') || (tab === PROPERTIES && open?.startsWith(PROPERTY)));
  return panel.tabs.find(has) ?? panel.tabs[0]!;
}
