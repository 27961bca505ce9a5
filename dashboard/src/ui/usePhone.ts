import { useSyncExternalStore } from 'react';

// The width from which styles have room for all controls.
const PHONE = window.matchMedia('(max-width: 40rem)');

/** Whether the window is as narrow as that of a phone. */
export function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      PHONE.addEventListener('change', listener);
      return () => PHONE.removeEventListener('change', listener);
    },
    () => PHONE.matches,
  );
}
