import { useState } from 'react';
import { json } from '../api/client';
import { useAutoRefresh, useQuery } from '../api/useApi';
import type { Receipt } from '../api/types';
import { formatCount, numberOf } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { ReceiptNote } from '../ui/ReceiptNote';
import { Link } from '../url/Link';
import { EXTENSIONS, scriptName } from './scriptName';

/** The snippet, a test event with its receipt, and the wait for the first event. */
export function Install() {
  const { site, root } = useSite();
  const origin = window.location.origin;
  const [extensions, setExtensions] = useState<readonly string[]>([]);
  const snippet = `<script defer data-domain="${site.domain}" src="${origin}/js/${scriptName(extensions)}"></script>`;
  const { data } = useQuery({ site_id: site.domain, date_range: 'all', metrics: ['events'] });
  const events = numberOf(data?.results[0]?.metrics[0]) ?? 0;
  const [isSent, setSent] = useState(false);
  useAutoRefresh(events > 0 ? 30 : isSent ? 1 : 3);
  return (
    <div className="stack">
      <h2>Install</h2>
      <ol className="steps">
        <li>
          <h3>Put this line into the head of every page</h3>
          <Copyable label="Snippet" text={snippet} />
          <p className="meta">It sets no cookie. It counts the first page and each one that the page moves to by the history API, how long it is seen and how far it is scrolled.</p>
          <fieldset className="stack tight">
            <legend className="legend">Count these, too</legend>
            {EXTENSIONS.map(({ id, label, meaning }) => (
              <label className="option" key={id}>
                <input type="checkbox" checked={extensions.includes(id)} onChange={(event) => setExtensions(event.target.checked ? [...extensions, id] : extensions.filter((one) => one !== id))} />
                <span>
                  {label} <span className="meta">{meaning}</span>
                </span>
              </label>
            ))}
          </fieldset>
          {extensions.length > 0 && <p className="meta">The name of the script says what is counted: where the line is in your pages already, put this one in its place. The overview lists the events under “What they did”.</p>}
        </li>
        <li>
          <h3>Or send an event from an app or a server</h3>
          <Copyable
            label="Command"
            text={`curl -i ${origin}/api/event -H 'Content-Type: application/json' -A 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' \\\n  -d '{"name":"pageview","domain":"${site.domain}","url":"https://${site.domain}/"}'`}
          />
        </li>
        <li>
          <h3>Try it</h3>
          <TestEvent onSent={() => setSent(true)} />
        </li>
        <li>
          <h3>Wait for the first event</h3>
          {events > 0 ? (
            <p className="note good" role="status">
              It works: {formatCount(events)} {events === 1 ? 'event' : 'events'} so far. <Link href={`${root}?period=day`}>Open the dashboard ▸</Link>
            </p>
          ) : (
            <p className="note" role="status">
              <span className="dot off" /> Waiting for the first event …
            </p>
          )}
        </li>
      </ol>
    </div>
  );
}

/** Sends an event as the snippet would, and shows what the server says of it. */
function TestEvent({ onSent }: { onSent: () => void }) {
  const { site } = useSite();
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const sendOne = async () => {
    try {
      const event = { name: 'pageview', domain: site.domain, url: `https://${site.domain}/installation-test`, screen_width: window.innerWidth };
      setReceipt(await json<Receipt>('/api/events', { method: 'POST', body: [event] }));
      setProblem(null);
      onSent();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <div className="receipt">
      <span>
        <button type="button" className="button" onClick={sendOne}>
          Send a test event
        </button>{' '}
        <span className="meta">
          A pageview of <code>/installation-test</code> from this browser. It is counted.
        </span>
      </span>
      {problem && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
      {receipt && <ReceiptNote receipt={receipt} />}
    </div>
  );
}
