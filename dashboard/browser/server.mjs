// The built program on a free port, with a small site whose numbers are the same each time.
import { startProgram } from './program.mjs';

export const SITE = 'test.example';
export const KEY = 'the admin key of the browser tests';
export const EVIL = '/<script>alert(1)</script>';
const DAYS = 400;
const DAY = 86_400_000;

/** Starts the program and imports the site; resolves to its address, a way to ask it, and a way to stop it. */
export async function startServer() {
  const { url, send, kill, startAgain, stop } = await startProgram(KEY);
  await send('/api/v1/sites', { domain: SITE, timezone: 'Europe/Tallinn' });
  await send('/api/v1/sites', { domain: 'empty.example', timezone: 'America/St_Johns' });
  const made = (kind, name, content) => send(`/api/v1/sites/${SITE}/${kind}`, { name, personal: false, content });
  await send(`/api/v1/sites/${SITE}/goals`, { goal_type: 'page', page_path: '/sale', display_name: 'Saw the sale' });
  await made('annotations', 'A note', { at: new Date(Date.now() - 5 * DAY).toISOString().slice(0, 10) });
  await made('segments', 'The Baltics', { filters: [['is', 'visit:country', ['EE', 'LV']]] });
  await made('funnels', 'To the sale', { steps: [{ page: '/**' }, { page: '/sale' }], window: '7d' });
  const events = [...eventsOf(Date.now())];
  for (let at = 0; at < events.length; at += 2000) {
    const receipt = await send('/api/events?import=true', events.slice(at, at + 2000));
    if (receipt.rejected.length > 0) throw new Error(JSON.stringify(receipt.rejected[0]));
  }
  const ask = (path, body) => send(path, { site_id: SITE, ...body });
  const query = (body) => send('/api/v2/query', { site_id: SITE, ...body });
  // What was acknowledged is counted soon; the tests begin when it is.
  for (let tries = 0; tries < 600; tries++) {
    const answer = await query({ metrics: ['pageviews'], date_range: 'all' });
    if (answer.results[0]?.metrics[0] === events.length) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    query,
    ask,
    send,
    kill,
    startAgain,
    stop,
  };
}

function* eventsOf(now) {
  const countries = ['EE', 'EE', 'LV', 'FI', 'DE'];
  const pages = ['/', '/', '/sale', '/products/boots/northern-granite-winter-boots', '/зима', EVIL];
  for (let back = 0; back < DAYS; back++) {
    for (let visit = 0; visit < 8 + (back % 7); visit++) {
      const timestamp = now - back * DAY - ((visit * 37 + back * 11) % 720) * 60_000 - 1000;
      const event = {
        domain: SITE,
        name: 'pageview',
        url: `https://${SITE}${encodeURI(pages[(visit + back) % pages.length])}`,
        referrer: visit % 3 === 0 ? 'https://www.google.com/' : '',
        timestamp: timestamp - 60_000,
        id: `${back}-${visit}`,
        visitor_id: `v${(back * 3 + visit) % 900}`,
        user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        dimensions: { 'visit:country': countries[visit % countries.length] },
      };
      yield event;
      if (visit % 2 === 0) yield { ...event, url: `https://${SITE}/sale`, timestamp, id: `${event.id}-2` };
    }
  }
}
