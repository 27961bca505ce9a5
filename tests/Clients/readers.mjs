// Clients that read statistics, unmodified, against the built program: node readers.mjs DIRECTORY [NAME …]. The directory has a checkout of
// each, built as its own documents say (README.md beside this file). Prints what each called and got; exits with 1 if a call failed or a
// known number was missing. No test runs it, because the clients come from no package registry.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const [directory, ...names] = process.argv.slice(2);
if (!directory) {
  console.error('Name the directory of the checkouts: node readers.mjs DIRECTORY [NAME …]');
  process.exit(2);
}

const program = new URL('../../artifacts/bin/Analytics.Local/release/analytics.dll', import.meta.url).pathname;
const KEY = 'the admin key of the reading clients';
const SITE = 'shop.example';
const VISITORS = 40;
const PAGEVIEWS = 60;
const SIGNUPS = 10;
const PATIENCE = 30_000;
const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);

// Calls of each client, with texts that the answer must have. The numbers are those of the events that are sent below.
const CLIENTS = {
  'plausible-mcp': {
    run: (at) => mcp(at, { PLAUSIBLE_BASE_URL: address, PLAUSIBLE_API_KEY: KEY }, [
      ['get_timeseries', { site_id: SITE, date_range: '7d', granularity: 'day', metrics: ['visitors', 'pageviews'] }, [day, String(VISITORS), String(PAGEVIEWS)]],
      ['get_breakdown', { site_id: SITE, date_range: '7d', dimension: 'event:page', metrics: ['visitors', 'pageviews'] }, ['/sale', '20']],
      ['get_conversions', { site_id: SITE, date_range: '7d', goal: 'Signup' }, [String(SIGNUPS), '25']],
      ['compare_periods', { site_id: SITE, period_a: '7d', period_b: '28d', metrics: ['visitors'] }, [String(VISITORS)]],
    ]),
  },
  'mcp-plausibleanalytics': {
    run: (at) => mcp(at, { PLAUSIBLE_API_URL: address, PLAUSIBLE_API_KEY: KEY }, [
      ['list_sites', {}, [SITE]],
      ['get_site', { site_id: SITE }, ['Etc/UTC']],
      ['list_goals', { site_id: SITE }, ['Signup']],
      ['get_realtime_visitors', { site_id: SITE }, ['0']],
      ['get_aggregate_stats', { site_id: SITE, metrics: ['visitors', 'pageviews'], date_range: '7d' }, [String(VISITORS), String(PAGEVIEWS)]],
      ['get_timeseries', { site_id: SITE, metrics: ['visitors'], date_range: '7d', interval: 'day' }, [day, String(VISITORS)]],
      ['get_breakdown', { site_id: SITE, metrics: ['visitors'], date_range: '7d', dimension: 'visit:country' }, ['EE', String(VISITORS)]],
      ['send_event', { domain: SITE, name: 'Signup', url: `https://${SITE}/` }, []],
    ]),
  },
  'plausible_api': {
    run: (at) => command('ruby', ['-I', join(at, 'lib'), '-r', 'plausible_api', '-e', RUBY, address, SITE, KEY], {}, [
      `aggregate ${VISITORS} ${PAGEVIEWS}`, `timeseries ${day} ${VISITORS}`, 'breakdown /sale 20', 'realtime 0', 'event true',
    ]),
  },
  'claude-plausible-analytics': {
    run: (at) => command(
      join(at, 'node_modules/.bin/tsx'),
      [join(at, '.claude/skills/plausible-insights/lib/cli.ts'), '--no-cache', JSON.stringify({ metrics: ['visitors', 'pageviews'], dimensions: ['event:page'], date_range: '7d', pagination: { limit: 20, offset: 0 } })],
      { PLAUSIBLE_API_URL: `${address}/api/v2/query`, PLAUSIBLE_API_KEY: KEY, PLAUSIBLE_SITE_ID: SITE },
      ['/sale', '20'],
    ),
  },
};

const RUBY = `
  client = PlausibleApi::Client.new(ARGV[1], ARGV[2], ARGV[0])
  sums = client.aggregate(period: '7d', metrics: 'visitors,pageviews')
  puts "aggregate #{sums['visitors']['value']} #{sums['pageviews']['value']}"
  client.timeseries(period: '7d').each { |row| puts "timeseries #{row['date']} #{row['visitors']}" }
  client.breakdown(property: 'event:page', period: '7d').each { |row| puts "breakdown #{row['page']} #{row['visitors']}" }
  puts "realtime #{client.realtime_visitors}"
  puts "event #{client.event(name: 'Signup', url: 'https://${SITE}/', user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')}"
`;

const data = mkdtempSync(join(tmpdir(), 'analytics-readers-'));
const certificate = join(data, 'certificate.pem');
const certificateKey = join(data, 'key.pem');
// One of the clients speaks https alone.
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', certificateKey, '-out', certificate], { stdio: 'ignore' });

const child = spawn('dotnet', [program, 'serve', '--data', join(data, 'server'), '--urls', 'http://127.0.0.1:0'], {
  env: { ...process.env, ANALYTICS_ADMIN_KEY: KEY, Analytics__Web__WarmsUp: 'false' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const server = await new Promise((resolved, rejected) => {
  child.once('exit', (code) => rejected(new Error(`The program ended with ${code} before it listened.`)));
  createInterface(child.stdout).on('line', (line) => {
    const found = /^Listening on (http:\S+);/.exec(line);
    if (found) resolved(found[1]);
  });
});

// What a client asks goes through here, so that it is known.
let asked = [];
const proxy = createServer({ key: readFileSync(certificateKey), cert: readFileSync(certificate) }, (request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => {
    const headers = { ...request.headers };
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'accept-encoding']) delete headers[name];
    const answer = await fetch(server + request.url, { method: request.method, headers, body: parts.length ? Buffer.concat(parts) : undefined });
    asked.push(`${request.method} ${request.url.split('?')[0]} ${answer.status}`);
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
});
await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
const address = `https://localhost:${proxy.address().port}`;
const trust = { NODE_EXTRA_CA_CERTS: certificate, SSL_CERT_FILE: certificate };

let failures = 0;
try {
  await fill();
  for (const name of names.length ? names : Object.keys(CLIENTS)) {
    const at = resolve(directory, name);
    if (!CLIENTS[name] || !existsSync(at)) {
      console.log(`${name}: ${CLIENTS[name] ? `no checkout at ${at}` : `unknown; use one of ${Object.keys(CLIENTS).join(', ')}`}`);
      failures++;
      continue;
    }
    asked = [];
    console.log(`${name}:`);
    for (const { call, text, missing } of await CLIENTS[name].run(at)) {
      if (missing.length) failures++;
      console.log(`  ${call}: ${missing.length ? `FAILED, lacks ${missing.join(', ')}: ` : ''}${text.replace(/\s+/g, ' ').slice(0, missing.length ? 600 : 160)}`);
    }
    const bad = asked.filter((one) => Number(one.split(' ').at(-1)) >= 400);
    failures += bad.length;
    for (const one of new Set(asked)) console.log(`    ${one} (${asked.filter((other) => other === one).length})`);
  }
} finally {
  proxy.closeAllConnections();
  proxy.close();
  await new Promise((ended) => {
    child.removeAllListeners('exit').once('exit', ended);
    child.kill('SIGTERM');
  });
  rmSync(data, { recursive: true, force: true });
}
console.log(failures ? `${failures} failures` : 'All answered.');
process.exitCode = failures ? 1 : 0;

async function fill() {
  const post = async (path, body) => {
    const answer = await fetch(server + path, { method: 'POST', headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  await post('/api/v1/sites', { domain: SITE });
  await post(`/api/v1/sites/${SITE}/goals`, { goal_type: 'event', event_name: 'Signup' });
  const events = Array.from({ length: VISITORS }).flatMap((_, number) => {
    const event = { domain: SITE, name: 'pageview', url: `https://${SITE}/`, timestamp: `${day}T12:00:00Z`, visitor_id: `v${number}`, dimensions: { 'visit:country': 'EE' } };
    return [
      event,
      ...(number < PAGEVIEWS - VISITORS ? [{ ...event, url: `https://${SITE}/sale`, timestamp: `${day}T12:01:00Z` }] : []),
      ...(number < SIGNUPS ? [{ ...event, name: 'Signup', timestamp: `${day}T12:02:00Z` }] : []),
    ];
  });
  await post('/api/events?import=true', events);
  for (let tries = 0; ; tries++) {
    const { results } = await post('/api/v2/query', { site_id: SITE, metrics: ['events'], date_range: 'all' });
    if (results[0]?.metrics[0] === events.length) return;
    if (tries === 600) throw new Error('The events were not counted.');
    await new Promise((later) => setTimeout(later, 50));
  }
}

/** Calls tools of a server that speaks the Model Context Protocol over its standard streams. */
async function mcp(at, environment, calls) {
  const tool = spawn('node', ['dist/index.js'], { cwd: at, env: { ...process.env, ...trust, ...environment }, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map();
  createInterface(tool.stdout).on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
  });
  let last = 0;
  const send = (method, params, isNote = false) => {
    const id = isNote ? undefined : ++last;
    tool.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return isNote ? undefined : within(method, new Promise((answered) => waiting.set(id, answered)));
  };
  try {
    await send('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'readers', version: '1' } });
    send('notifications/initialized', {}, true);
    const { result } = await send('tools/list', {});
    const results = [{ call: 'tools/list', text: result.tools.map(({ name }) => name).join(', '), missing: [] }];
    for (const [name, args, expected] of calls) {
      const answer = await send('tools/call', { name, arguments: args });
      const text = answer.error ? JSON.stringify(answer.error) : answer.result.content.map((part) => part.text ?? '').join('\n');
      results.push({ call: `${name} ${JSON.stringify(args)}`, text, missing: answer.error || answer.result.isError ? ['a result'] : lacking(text, expected) });
    }
    return results;
  } finally {
    tool.kill();
  }
}

/** Runs a command and looks for texts in what it prints. */
async function command(file, args, environment, expected) {
  const tool = spawn(file, args, { env: { ...process.env, ...trust, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  tool.stdout.on('data', (part) => (text += part));
  tool.stderr.on('data', (part) => (text += part));
  await within(file, new Promise((ended, failed) => tool.on('close', ended).on('error', failed)));
  return [{ call: file.split('/').at(-1), text, missing: lacking(text, expected) }];
}

function lacking(text, expected) {
  return expected.filter((one) => !text.includes(one));
}

function within(name, promise) {
  let timer;
  const late = new Promise((_, rejected) => (timer = setTimeout(() => rejected(new Error(`${name} did not answer within ${PATIENCE / 1000} s.`)), PATIENCE)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
