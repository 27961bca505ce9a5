import type { Query } from '../api/types';
import { Copyable } from '../ui/Copyable';

/** The question as the API takes it: the page is the API's tutor. */
export function Asked({ query }: { query: Query }) {
  const body = JSON.stringify(query);
  const command = `curl ${window.location.origin}/api/v2/query -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`;
  return (
    <div className="stack tight explore-asked">
      <p className="meta">POST /api/v2/query</p>
      <pre tabIndex={0}>{JSON.stringify(query, null, 2)}</pre>
      <Copyable label="Command" text={command} />
    </div>
  );
}
