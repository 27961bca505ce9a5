import { useEffect, useState } from 'react';
import { locale } from '../format/numbers';

/** Says that there is no connection and since when the numbers are as they are; nothing while there is one. */
export function Offline() {
  const [since, setSince] = useState<Date | null>(navigator.onLine ? null : new Date());
  useEffect(() => {
    const leave = () => setSince(new Date());
    const comeBack = () => setSince(null);
    window.addEventListener('offline', leave);
    window.addEventListener('online', comeBack);
    return () => {
      window.removeEventListener('offline', leave);
      window.removeEventListener('online', comeBack);
    };
  }, []);
  return (
    <div className="offline" role="status">
      {since && <p>No connection. The numbers are those of {since.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })}, and go on by themselves.</p>}
    </div>
  );
}
