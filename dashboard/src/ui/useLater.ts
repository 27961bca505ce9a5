import { startTransition, useEffect, useState } from 'react';

/** A value that follows once what is urgent is painted; undefined at first. */
export function useLater<T>(value: T | undefined): T | undefined {
  const [later, setLater] = useState<T>();
  useEffect(() => startTransition(() => setLater(() => value)), [value]);
  return later;
}
