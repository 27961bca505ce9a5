import { SESSION } from './api/session';
import { askAhead, readAhead } from './api/useApi';
import { loadChart } from './chart/loadChart';
import { wallTime } from './dates/days';
import { overviewQueries } from './overview/queries';
import { panelQueries } from './panels/queries';
import { partsOf } from './url/location';
import { parseView } from './url/view';

/**
 * Asks who is there, and for a site and the numbers of its first screen, which share a request, before anything is drawn. The site's zone is not
 * known yet: where the browser's has another day, and the view needs to know it, the question is asked again.
 */
export function askForFirstScreen(path: string, search: string): void {
  const [first, domain, section] = partsOf(path) ?? [];
  if (first !== 'v') readAhead(SESSION);
  if (first !== 's' || !domain) return;
  readAhead(`/api/v1/sites/${encodeURIComponent(domain)}`);
  const view = parseView(search);
  if ((section !== undefined && section !== 'd') || view.segment) return;
  void loadChart();
  const today = wallTime(new Date(), Intl.DateTimeFormat().resolvedOptions().timeZone).slice(0, 10);
  const { totals, course } = overviewQueries(domain, view, today);
  [totals, course, ...panelQueries(domain, view, today)].forEach(askAhead);
}
