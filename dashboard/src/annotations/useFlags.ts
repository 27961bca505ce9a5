import { useEffect, useMemo, useState } from 'react';
import { metricOf } from '../api/metrics';
import type { components } from '../api/schema';
import { may } from '../api/session';
import { useJson } from '../api/useApi';
import type { Course } from '../chart/course';
import { daysOfBucket, type Interval } from '../dates/intervals';
import { useSite } from '../screens/SiteContext';
import type { Flag } from './annotations';

type JobList = components['schemas']['JobListAnswer'];

const NONE: readonly Flag[] = [];

/** What the page marks on a course by itself; of the metric only where it is given and a count. */
export function useFlags(course: Course | null, interval: Interval, metric: string | undefined): readonly Flag[] {
  const { site, today, session } = useSite();
  const jobs = useJson<JobList>(may(session, 'admin') ? '/api/v1/jobs' : null).data?.jobs;
  // The code that finds them is not needed for the first numbers.
  const [finders, setFinders] = useState<typeof import('./automatic')>();
  const isDrawn = course !== null;
  useEffect(() => {
    if (isDrawn) void import('./automatic').then(setFinders);
  }, [isDrawn]);
  return useMemo(() => {
    const labels = course?.labels;
    if (!finders || !course || !labels || labels.length === 0) return NONE;
    const { clockFlags, reprocessFlags, retentionFlags, showsDays, unusualFlags } = finders;
    const [first, last] = [labels[0]!.slice(0, 10), daysOfBucket(labels.at(-1)!, interval)[1]];
    return [
      ...(metric && metricOf(metric).kind === 'count' ? unusualFlags(course) : []),
      ...(showsDays(interval) ? clockFlags(first, last, site.timezone) : []),
      ...retentionFlags(site, today).filter(({ at }) => at >= first && at <= last),
      ...reprocessFlags(jobs ?? [], site.domain, first, last, today),
    ];
  }, [finders, course, interval, metric, site, today, jobs]);
}
