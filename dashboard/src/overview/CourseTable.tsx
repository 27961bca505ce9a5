import { metricOf } from '../api/metrics';
import { isCut, type Course } from '../chart/course';
import type { Interval } from '../dates/intervals';
import { formatBucket } from '../format/dates';
import { formatMean, formatMetric, NO_VALUE } from '../format/numbers';
import { capital } from '../format/text';
import { useSite } from '../screens/SiteContext';
import { deviation } from './MainChart';

interface CourseTableProps {
  readonly course: Course;
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly averageName: string | null;
}

/** The numbers of the chart, newest first. */
export function CourseTable({ course, metrics, interval, averageName }: CourseTableProps) {
  const { today } = useSite();
  const [metric, second] = metrics as [string, string | undefined];
  const last = course.present < 0 ? course.labels.length - 1 : course.present;
  const rows = Array.from({ length: last + 1 }, (_, index) => last - index);
  return (
    <div className="table-scroll course-table" tabIndex={0} role="region" aria-label={`${metricOf(metric).label} per ${interval}`}>
      <table className="data number">
        <thead>
          <tr>
            <th scope="col">{capital(interval)}</th>
            <th scope="col" className="end">
              {metricOf(metric).label}
            </th>
            {averageName && (
              <th scope="col" className="end">
                {capital(averageName)}
              </th>
            )}
            {averageName && (
              <th scope="col" className="end">
                Off by
              </th>
            )}
            {course.comparison && (
              <th scope="col" className="end">
                Compared
              </th>
            )}
            {second && (
              <th scope="col" className="end">
                {metricOf(second).label}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <tr key={course.labels[index]}>
              <th scope="row">
                {formatBucket(course.labels[index]!, interval, today)}
                {index === course.present ? <span className="muted"> so far</span> : isCut(course, index) && <span className="muted"> cut by the range</span>}
              </th>
              <td className="end">{formatMetric(metric, course.raw[index])}</td>
              {averageName && <td className="end">{formatMean(metric, course.average?.[index] ?? null)}</td>}
              {averageName && <td className="end muted">{deviation(course.raw[index], course.average?.[index]) ?? NO_VALUE}</td>}
              {course.comparison && <td className="end">{formatMetric(metric, course.comparison[index])}</td>}
              {second && <td className="end">{formatMetric(second, course.second?.[index])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
