import { askAhead } from './api/useApi';
import { wallTime } from './dates/days';
import { overviewQueries } from './overview/queries';
import { panelQueries } from './panels/queries';
import { parseView } from './url/view';

/**
 * Asks for the numbers of a site's first screen in one request, before anything is drawn. The site's zone is not known yet: where the
 * browser's has another day, and the view needs to know it, the question is asked again.
 */
export function askForFirstScreen(path: string, search: string): void {
  const [first, domain, section] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const view = parseView(search);
  if (first !== 's' || !domain || (section !== undefined && section !== 'd') || view.segment) return;
  const today = wallTime(new Date(), Intl.DateTimeFormat().resolvedOptions().timeZone).slice(0, 10);
  const { totals, course } = overviewQueries(domain, view, today);
  [totals, course, ...panelQueries(domain, view, today)].forEach(askAhead);
}
