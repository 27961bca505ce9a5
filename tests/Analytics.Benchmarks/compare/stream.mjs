/*
Sends pageviews of today to one site at a fixed rate: node stream.mjs URL SITE RATE SECONDS IDS, with the key in ANALYTICS_ADMIN_KEY. IDS are
none, timed or untimed. A process of its own, started by compare.mjs, so that making events does not delay the clock of the questions. Prints a
line of JSON at the end.
*/
import http from 'node:http';

const BATCH = 2_000;
const EVENTS_PER_VISIT = 4;
const GROUPS = 100;
const PAGES = 4_000;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
];

const [url, site, rate, seconds, ids] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
const start = performance.now();
const run = Date.now().toString(36);
const latencies = [];
let refused = 0;

/** A batch: each visitor is in four batches that are a hundred batches apart, and is followed by a new one. */
function body(batch) {
  const group = batch % GROUPS;
  const round = Math.floor(batch / GROUPS);
  const generation = Math.floor(round / EVENTS_PER_VISIT);
  const timestamp = ids === 'timed' ? `"timestamp":"${new Date().toISOString()}",` : '';
  const events = Array.from({ length: BATCH }, (_, i) => {
    const page = Math.floor(PAGES ** Math.random()) - 1;
    return `{"domain":"${site}","name":"pageview","url":"https://${site}/p/${page}","visitor_id":"${run}-${generation}-${group}-${i}",`
      + (ids === 'none' ? '' : `"id":"${run}-${batch}-${i}",${timestamp}`)
      + `"user_agent":"${AGENTS[i % AGENTS.length]}"}`;
  });
  return `[${events.join(',')}]`;
}

function send(text) {
  const sent = performance.now();
  const headers = {
    Authorization: `Bearer ${process.env.ANALYTICS_ADMIN_KEY}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  };
  return new Promise((resolve) => {
    const request = http.request(`${url}/api/events`, { method: 'POST', headers, agent, timeout: 30_000 }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        latencies.push(performance.now() - sent);
        refused += answer.statusCode === 202 ? 0 : 1;
        resolve();
      });
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      refused++;
      resolve();
    });
    request.end(text);
  });
}

const waiting = [];
const total = Math.floor((rate * seconds) / BATCH);
for (let batch = 0; batch < total; batch++) {
  const due = start + (1000 * batch * BATCH) / rate;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  waiting.push(send(body(batch)));
}

await Promise.all(waiting);
agent.destroy();
const taken = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ rate: ((total - refused) * BATCH) / taken, refused, latencies })}\n`);
