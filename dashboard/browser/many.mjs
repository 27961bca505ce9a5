// A site with ten thousand pages.
const ROWS = 10_000;
export const MANY = 'many.example';
export const pathOf = (at) => `/articles/${String(at).padStart(5, '0')}`;

/** Sends its events; they are counted soon. */
export async function sendMany(server) {
  await server.send('/api/v1/sites', { domain: MANY, timezone: 'Europe/Tallinn' });
  const timestamp = Date.now() - 3 * 86_400_000;
  // The first 400 were seen twice, so that a list has another order by pageviews.
  const events = Array.from({ length: ROWS + 400 }, (_, at) => ({ domain: MANY, name: 'pageview', url: `https://${MANY}${pathOf(at % ROWS)}`, timestamp: timestamp + at, id: `many-${at}`, visitor_id: `m${(at % ROWS) % 3000}` }));
  for (let at = 0; at < events.length; at += 2000) await server.send('/api/events?import=true', events.slice(at, at + 2000));
}
