import type { Lines } from '../url/view';
import type { Course, Values } from './course';
import { endsOf, endsOfBoth, extremesOf, type Ends } from './scale';

/** The values on the left axis: with an average alone, neither the bare values nor those of the comparison. */
export function valuesOnAxis(course: Course, lines: Lines | undefined): readonly (Values | null)[] {
  const bare = lines === 'average' && course.average ? [] : [course.raw, course.comparison];
  return [...bare, course.average, lines ? course.comparisonAverage : null];
}

/** The ends of the left axis and of the right one. Both begin at 0, or have it at the same height. */
export function axesOf(course: Course, lines: Lines | undefined): readonly [Ends, Ends] {
  const first = extremesOf(valuesOnAxis(course, lines));
  return course.second ? endsOfBoth(first, extremesOf([course.second])) : [endsOf(first), [0, 1]];
}
