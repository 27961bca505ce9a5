import { useState } from 'react';
import { json } from '../api/client';
import type { Receipt } from '../api/types';
import { useRights, useSite } from '../screens/SiteContext';
import { Problem } from '../ui/Problem';
import { ReceiptNote } from '../ui/ReceiptNote';
import { useAction } from '../ui/useAction';

/** Sends an event that somebody pastes, and shows what the server says of it. */
export function ReceiptLookup() {
  const { site } = useSite();
  const { manages } = useRights();
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [text, setText] = useState(() => JSON.stringify({ name: 'pageview', domain: site.domain, url: `https://${site.domain}/` }, null, 2));
  const { isBusy, problem, run } = useAction();
  if (!manages) return null;
  const send = () =>
    run(async () => {
      setReceipt(null);
      const event: unknown = JSON.parse(text);
      setReceipt(await json<Receipt>('/api/events', { method: 'POST', body: Array.isArray(event) ? event : [event] }));
    });
  return (
    <section className="card stack" aria-label="Try an event">
      <h2>Try an event</h2>
      <p className="muted">Paste what your page or app sends. The receipt names each field that is refused or dropped, and what to do. An accepted event is counted.</p>
      <textarea className="input quality-event" aria-label="Event as JSON" rows={6} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
      <span>
        <button type="button" className="button" disabled={isBusy} onClick={send}>
          Send and show the receipt
        </button>
      </span>
      <Problem text={problem} />
      {receipt && <ReceiptNote receipt={receipt} />}
    </section>
  );
}
