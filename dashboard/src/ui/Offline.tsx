import { useEffect, useRef, useState } from 'react';
import { useReached } from '../api/client';
import { refresh, useAutoRefresh } from '../api/useApi';
import { formatTime } from '../format/dates';

/** Seconds after which a server that did not answer is asked again. */
const AGAIN = 5;

/** Says that there is no connection, or no answer, and since when the numbers are as they are; nothing while there is one. */
export function Offline() {
  const isReached = useReached();
  const [isOnline, setOnline] = useState(navigator.onLine);
  const since = useRef<Date | null>(null);
  const isLost = !isOnline || !isReached;
  if (!isLost) since.current = null;
  else since.current ??= new Date();
  useEffect(() => {
    const leave = () => setOnline(false);
    const comeBack = () => setOnline(true);
    window.addEventListener('offline', leave);
    window.addEventListener('online', comeBack);
    return () => {
      window.removeEventListener('offline', leave);
      window.removeEventListener('online', comeBack);
    };
  }, []);
  useAutoRefresh(isOnline && !isReached ? AGAIN : null);
  // What was asked before the first answer came has failed.
  const wasReached = useRef(true);
  useEffect(() => {
    if (isReached && !wasReached.current) refresh();
    wasReached.current = isReached;
  }, [isReached]);
  return (
    <div className="offline" role="status">
      {since.current && (
        <p>
          {isOnline ? 'The server does not answer.' : 'No connection.'} The numbers are those of {formatTime(since.current)}, and go on by themselves.
        </p>
      )}
    </div>
  );
}
