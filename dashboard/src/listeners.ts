/** Who hears of a change. */
export interface Listeners {
  /** Adds a listener. Returns what removes it; so React can subscribe by it. */
  readonly listen: (listener: () => void) => () => void;
  readonly notify: () => void;
}

export function listenersOf(): Listeners {
  const listeners = new Set<() => void>();
  return {
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify: () => listeners.forEach((listener) => listener()),
  };
}
