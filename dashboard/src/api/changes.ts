const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values are written alike as JSON. */
export function isSame(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => isSame(one[name], other[name]));
}

/**
 * What is to be stored where all of a thing is sent: what somebody changed, and else what is stored by now, so that a change that another
 * person made meanwhile stays. A list counts as one value.
 */
export function merged<T>(before: T, after: T, stored: T): T {
  if (!isObject(before) || !isObject(after) || !isObject(stored)) return isSame(before, after) ? stored : after;
  const changed = Object.entries(after).map(([name, value]) => [name, merged(before[name], value, stored[name])]);
  return { ...stored, ...Object.fromEntries(changed) } as T;
}
