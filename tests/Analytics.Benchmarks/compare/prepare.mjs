import { existsSync, mkdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Duck } from './duck.mjs';
import { Server } from './server.mjs';
import { SITE, Traffic } from './traffic.mjs';

const EVENTS_PER_CHUNK_FILE = 1_000_000;

/**
 * Fills a directory with the server's data directory, DuckDB's file and a note of what they hold; does nothing if it has been filled.
 * @returns The note: events, visits, first and last day, seconds of importing, and where the data came from.
 */
export async function prepare(options) {
  const { directory } = options;
  const noteFile = join(directory, 'compared.json');
  if (existsSync(noteFile)) {
    return JSON.parse(readFileSync(noteFile, 'utf8'));
  }

  if (options.reuse && !options.ndjson && !existsSync(join(directory, 'data'))) {
    throw new Error(`${directory} holds neither compared.json nor data; give --reuse a directory that an earlier run kept.`);
  }

  mkdirSync(directory, { recursive: true });
  const duckFile = join(directory, 'events.duckdb');
  rmSync(duckFile, { force: true });
  const duck = await Duck.open(duckFile, 2);
  let note;
  try {
    await duck.createTable();
    const isImported = existsSync(join(directory, 'data'));
    const importing = isImported && options.ndjson ? await loadFlat(options, duck) : await importInto(options, duck);
    const [[events, visits, from, to, bytes]] = await duck.rows(
      "SELECT count(*), count(DISTINCT visit), min(ts)::DATE, max(ts)::DATE, sum(length(name)) FROM events");
    await duck.run('CHECKPOINT');
    note = { events: Number(events), visits: Number(visits), from, to, isOwn: !options.ndjson, ...importing };
  } finally {
    duck.close();
  }

  note.duckBytes = statSync(duckFile).size;
  writeFileSync(noteFile, JSON.stringify(note, null, 2));
  return note;
}

async function loadFlat(options, duck) {
  await duck.append(resolve(options.flat));
  return {};
}

async function importInto(options, duck) {
  let server = await start(options);
  const importing = {};
  try {
    await server.ask('POST', '/api/v1/sites', { domain: SITE });
    const started = performance.now();
    const { input, ended } = server.import(options.server, SITE, options.ndjson ? resolve(options.ndjson) : '-');
    if (options.ndjson) {
      input.end();
      await ended;
      importing.importSeconds = (performance.now() - started) / 1000;
      await duck.append(resolve(options.flat));
    } else {
      // The generator takes part of the time, so no rate is stated for it.
      await Promise.all([generate(options, duck, input), ended]);
    }

    await server.aggregated(600 + options.events / 20_000);
    importing.importPeakMegabytes = Math.round(server.peakMegabytes);
  } finally {
    await server.stop();
  }

  // The start rolls up every hour that is over, which is all of them; a second one finds nothing to do.
  server = await start(options);
  try {
    await server.quiet(600 + options.events / 20_000, 5);
  } finally {
    await server.stop();
  }

  return importing;
}

/** False if the import has ended early; then its own error says why. */
function isWritten(input, text) {
  return new Promise((resolve) => input.write(text, (error) => resolve(!error)));
}

async function generate(options, duck, input) {
  const chunkFile = join(options.directory, 'rows.tsv');
  let rows = [];
  let waiting = 0;
  const flush = async () => {
    writeFileSync(chunkFile, rows.join(''));
    rows = [];
    waiting = 0;
    await duck.append(chunkFile);
    unlinkSync(chunkFile);
  };
  for (const chunk of new Traffic(options).chunks()) {
    if (!(await isWritten(input, chunk.lines))) {
      return;
    }

    rows.push(chunk.rows);
    waiting += chunk.events;
    if (waiting >= EVENTS_PER_CHUNK_FILE) {
      await flush();
    }
  }

  input.end();
  if (waiting > 0) {
    await flush();
  }
}

function start(options) {
  return Server.start({ program: options.server, data: join(options.directory, 'data'), port: options.port });
}
