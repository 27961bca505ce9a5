import { useMemo } from 'react';
import { metricOf } from '../api/metrics';
import type { components } from '../api/schema';
import { may } from '../api/session';
import { useJson } from '../api/useApi';
import type { Course } from '../chart/course';
import { daysOfBucket, type Interval } from '../dates/intervals';
import { useSite } from '../screens/SiteContext';
import type { Flag } from './annotations';
import { clockFlags, reprocessFlags, retentionFlags, showsDays, unusualFlags } from './automatic';

type JobList = components['schemas']['JobListAnswer'];

const NONE: readonly Flag[] = [];

/** What the page marks on a course by itself; of the metric only where it is given and a count. */
export function useFlags(course: Course | null, interval: Interval, metric: string | undefined): readonly Flag[] {
  const { site, today, session } = useSite();
  const jobs = useJson<JobList>(may(session, 'admin') ? '/api/v1/jobs' : null).data?.jobs;
  return useMemo(() => {
    const labels = course?.labels;
    if (!course || !labels || labels.length === 0) return NONE;
    const [first, last] = [labels[0]!.slice(0, 10), daysOfBucket(labels.at(-1)!, interval)[1]];
    return [
      ...(metric && metricOf(metric).kind === 'count' ? unusualFlags(course) : []),
      ...(showsDays(interval) ? clockFlags(first, last, site.timezone) : []),
      ...retentionFlags(site, today).filter(({ at }) => at >= first && at <= last),
      ...reprocessFlags(jobs ?? [], site.domain, first, last, today),
    ];
  }, [course, interval, metric, site, today, jobs]);
}
