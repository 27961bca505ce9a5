import { isSame } from '../api/changes';

/** The members that are not as they were. */
export function changesOf<T extends object>(before: T, after: T): Partial<T> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !isSame(before[name as keyof T], value))) as Partial<T>;
}
