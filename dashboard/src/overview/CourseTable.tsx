import { memo } from 'react';
import { metricOf } from '../api/metrics';
import { isCut, type Course } from '../chart/course';
import type { Day } from '../dates/days';
import type { Interval } from '../dates/intervals';
import { formatBucket } from '../format/dates';
import { formatMean, formatMetric, NO_VALUE } from '../format/numbers';
import { capital } from '../format/text';
import { useSite } from '../screens/SiteContext';
import { copyRows } from '../ui/copyRows';
import { useLater } from '../ui/useLater';
import { deviation } from './deviation';

export { rowsOfTotals } from '../chart/totalRows';

interface CourseTableProps {
  readonly course: Course;
  readonly metrics: readonly string[];
  readonly interval: Interval;
  readonly averageName: string | null;
}

/** The headings of all columns but the first. */
function columnsOf({ course, metrics, averageName }: CourseTableProps): string[] {
  const [metric, second] = metrics as [string, string | undefined];
  return [
    metricOf(metric).label,
    ...(averageName ? [capital(averageName), 'Deviation'] : []),
    ...(course.comparison ? ['Compared'] : []),
    ...(second ? [metricOf(second).label] : []),
  ];
}

/** Copies the numbers as a table, unrounded and oldest first. */
export function copyCourse(props: CourseTableProps): void {
  const { course, interval, averageName } = props;
  const rows = Array.from({ length: lastOf(course) + 1 }, (_, index) => {
    const average = course.average?.[index] ?? null;
    return [
      course.labels[index],
      course.raw[index],
      ...(averageName ? [average, deviation(course.raw[index], average)] : []),
      ...(course.comparison ? [course.comparison[index]] : []),
      ...(course.second ? [course.second[index]] : []),
    ];
  });
  void copyRows([[capital(interval), ...columnsOf(props)], ...rows]);
}

/** The last bucket that has begun. */
const lastOf = (course: Course) => (course.present < 0 ? course.labels.length - 1 : course.present);

/** The numbers of the chart, newest first. */
export default function CourseTable(props: CourseTableProps) {
  const { course, metrics, interval, averageName } = props;
  const { today } = useSite();
  const [metric, second] = metrics as [string, string | undefined];
  // A year has many rows: what surrounds the table is painted before them.
  const shown = useLater(course);
  const columns = columnsOf(props);
  return (
    <div className="table-scroll course-table" tabIndex={0} role="region" aria-label={`${metricOf(metric).label} per ${interval}`} aria-busy={shown !== course}>
      <table className="data number">
        <thead>
          <tr>
            <th scope="col">{capital(interval)}</th>
            {columns.map((column) => (
              <th scope="col" className="end" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        {shown && <Rows course={shown} metric={metric} second={second} interval={interval} hasAverage={averageName !== null} today={today} />}
      </table>
    </div>
  );
}

interface RowsProps {
  readonly course: Course;
  readonly metric: string;
  readonly second: string | undefined;
  readonly interval: Interval;
  readonly hasAverage: boolean;
  readonly today: Day;
}

const Rows = memo(function Rows({ course, metric, second, interval, hasAverage, today }: RowsProps) {
  const last = lastOf(course);
  return (
    <tbody>
      {Array.from({ length: last + 1 }, (_, index) => last - index).map((index) => (
        <tr key={course.labels[index]}>
          <th scope="row">
            {formatBucket(course.labels[index]!, interval, today)}
            {index === course.present ? <span className="muted"> so far</span> : isCut(course, index) && <span className="muted"> cut by the range</span>}
          </th>
          <td className="end">{formatMetric(metric, course.raw[index])}</td>
          {hasAverage && <td className="end">{formatMean(metric, course.average?.[index] ?? null)}</td>}
          {hasAverage && <td className="end muted">{deviation(course.raw[index], course.average?.[index]) ?? NO_VALUE}</td>}
          {course.comparison && <td className="end">{formatMetric(metric, course.comparison[index])}</td>}
          {second && <td className="end">{formatMetric(second, course.second?.[index])}</td>}
        </tr>
      ))}
    </tbody>
  );
});
