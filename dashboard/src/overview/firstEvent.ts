import { importsOf } from '../api/siteQueries';
import type { Answer, Query } from '../api/types';
import { countDays } from '../dates/days';
import { numberOf } from '../format/numbers';
import type { View } from '../url/view';

/** Whether the range that a course is compared with begins with nothing, so that the site may have had no statistics yet. */
export function beginsEmpty(course: Answer | undefined): boolean {
  if (!course?.query.include?.comparisons) return false;
  const label = course.meta.time_labels?.[0];
  return !numberOf(course.results.find((row) => row.dimensions[0] === label)?.comparison?.metrics[0]);
}

/** The question whose range begins with the site's first event. */
export function firstEventQuery(site: string, view: View): Query {
  return { site_id: site, date_range: 'all', metrics: ['pageviews'], include: importsOf(view) };
}

/** How many days of the range that totals are compared with have statistics, if it begins before the first event; else undefined. */
export function comparedDaysOf(totals: Answer | undefined, all: Answer | undefined): number | undefined {
  const [from, to] = totals?.query.include?.comparisons?.date_range?.map((moment) => moment.slice(0, 10)) ?? [];
  const first = all?.query.date_range[0].slice(0, 10);
  return from && to && first && first > from ? Math.max(0, countDays(first, to)) : undefined;
}
