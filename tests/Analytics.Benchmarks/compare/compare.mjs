/*
Runs our queries and DuckDB's on the same events in one session: answers compared to the unit, times of both, memory and size.

  dotnet build functions/Analytics.Local -c Release
  cd tests/Analytics.Benchmarks/compare && npm ci
  node compare.mjs --events 2000000                     # generates, imports, measures, forgets
  node compare.mjs --events 10000000 --keep /tmp/ten    # the same, and keeps what was imported in a directory
  node compare.mjs --reuse /tmp/ten --kinds novel       # asks what is there again, for example after a change of the code
  node compare.mjs --events 100000000 --days 365 --kinds year

--events N       Events to generate. Default: 1000000.
--days N         Days over which they are spread. Default: 30.
--end DATE       The day after the last one. Default: 2025-11-01.
--seed N         Seed of events and questions. Default: 1.
--ndjson F --flat F   Events from files: the server's lines, and rows with the visit's number (JSON, or tab-separated with the extension
                 .tsv). Rows are taken to have visits of their own definition: visits, bounces and durations may deviate by 0.4%, and what
                 is by or over visit:source is not judged. --exact says that they have the server's visits.
--queries F      Questions from a file: { "base": [[label, query, SQL], ...], "novel": [...] }. Default: our own.
--kinds K,...    base: each standard question as the first of a fresh process, then repeated. novel: filters never asked before, once each
                 in one fresh process. concurrent: 50 dashboards of 8 questions, repeated. year: by month, and top pages with filters, each
                 as the first of a fresh process. midnight: visits by day and in sub-ranges, where some visits cross midnight; only the
                 answers are compared. Default: base,novel,midnight,concurrent.
                 live, last and only if it is asked for: filters and today's pages while events of the same site come in; these events
                 stay in the data directory.
                 growing, also only if it is asked for: sources of today, and of all days with today, while events of the same site come
                 in. Of use where the events end yesterday: --end with today's date.
--rate N         Events a second of live and growing. Default: 20000.
--live N         Seconds of live and growing. Default: 60.
--zone Z         Zone of the site in growing. Default: UTC.
--ids W          Ids of the events of live and growing: none, timed (with a timestamp) or untimed. Default: none.
--novel N        How many different filters. Default: 120.
--rounds N       Fresh processes for each question of base and year. Default: 3.
--seconds N      Time of concurrent. Default: 10.
--threads N      Threads of DuckDB. Default: 2.
--port N         Port of the server on 127.0.0.1. Default: a free one.
--server F       The program. Default: analytics.dll of artifacts/bin/Analytics.Local/release. What ./run.sh runs is compiled ahead:
                 artifacts/run/publish/Analytics.Local/release/analytics.
--benchmarks F   Analytics.Benchmarks.dll, which tells bytes at rest by table and column. Default: that of artifacts; without it only files
                 are measured.
--keep DIR       Keeps the imported data and the questions in the directory. Default: a temporary one, removed at the end.
--reuse DIR      A directory that was kept. The server's data directory in it is used as it is, so a newer release may convert it.
--json F         Writes all figures to a file as well.

The server is asked over HTTP by this process, DuckDB runs inside of it. Ends with 1 if answers deviate that must not.
*/
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Measurement } from './measure.mjs';
import { prepare } from './prepare.mjs';
import {
  dashboardQuestions, midnightQuestions, novelQuestions, questionsFrom, questionsToFile, standardQuestions, yearQuestions,
} from './questions.mjs';
import { report } from './report.mjs';

const IDS = ['none', 'timed', 'untimed'];
const KINDS = ['base', 'novel', 'midnight', 'concurrent', 'year', 'growing', 'live'];

const ARTIFACTS = resolve(dirname(fileURLToPath(import.meta.url)), '../../../artifacts/bin');

function readOptions() {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({
    options: {
      events: text('1000000'), days: text('30'), end: text('2025-11-01'), seed: text('1'), ndjson: text(), flat: text(), queries: text(),
      kinds: text('base,novel,midnight,concurrent'), novel: text('120'), rounds: text('3'), seconds: text('10'), threads: text('2'),
      port: text('0'), rate: text('20000'), live: text('60'), ids: text('none'), zone: text('UTC'),
      server: text(join(ARTIFACTS, 'Analytics.Local/release/analytics.dll')),
      benchmarks: text(join(ARTIFACTS, 'Analytics.Benchmarks/release/Analytics.Benchmarks.dll')),
      keep: text(), reuse: text(), json: text(), exact: { type: 'boolean', default: false },
    },
  });
  for (const name of ['events', 'days', 'seed', 'novel', 'rounds', 'seconds', 'threads', 'port', 'rate', 'live']) {
    values[name] = Number(values[name]);
    if (!Number.isInteger(values[name]) || values[name] < (name === 'port' ? 0 : 1)) {
      throw new Error(`--${name} must be a whole number above 0.`);
    }
  }

  values.kinds = values.kinds.split(',');
  const unknown = values.kinds.find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) {
    throw new Error(`--kinds has '${unknown}', which is none of ${KINDS.join(', ')}.`);
  }

  if (!IDS.includes(values.ids)) {
    throw new Error(`--ids has '${values.ids}', which is none of ${IDS.join(', ')}.`);
  }

  if (Boolean(values.ndjson) !== Boolean(values.flat)) {
    throw new Error('--ndjson and --flat go together: the same events for both sides.');
  }

  if (!existsSync(values.server)) {
    throw new Error(`${values.server} is not there; build it with 'dotnet build functions/Analytics.Local -c Release', or give --server.`);
  }

  values.server = resolve(values.server);
  values.isTemporary = !values.keep && !values.reuse;
  values.directory = resolve(values.reuse ?? values.keep ?? mkdtempSync(join(tmpdir(), 'analytics-compare-')));
  return values;
}

async function run(options) {
  const note = await prepare(options);
  const range = [note.from, note.to];
  const file = options.queries ? questionsFrom(JSON.parse(readFileSync(options.queries, 'utf8'))) : {
    base: standardQuestions(range), novel: novelQuestions(range, options.novel, options.seed),
  };
  writeFileSync(join(options.directory, 'questions.json'), JSON.stringify(questionsToFile(file)));
  const measurement = new Measurement(options, note.isOwn || options.exact);
  const results = {};
  for (const kind of KINDS.filter((kind) => options.kinds.includes(kind))) {
    process.stderr.write(`${kind} …\n`);
    results[kind] = await {
      base: () => measurement.firsts(file.base, options.rounds, 50),
      novel: () => measurement.novel(file.novel.slice(0, options.novel)),
      concurrent: () => measurement.concurrent(dashboardQuestions(range), options.seconds),
      year: () => measurement.firsts(yearQuestions(range), options.rounds, 20),
      growing: () => measurement.growing(note.from, options),
      live: () => measurement.live(file.novel, options.rate, options.live, options.ids),
      midnight: () => measurement.novel(midnightQuestions(range)),
    }[kind]();
  }

  process.stdout.write(report(options, note, results, measurement));
  if (options.json) {
    writeFileSync(options.json, JSON.stringify({ note, results, ...measurement }, null, 2));
  }

  return measurement.deviations.length === 0 ? 0 : 1;
}

let options;
try {
  options = readOptions();
  process.exitCode = await run(options);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
} finally {
  if (options?.isTemporary) {
    rmSync(options.directory, { recursive: true, force: true });
  }
}
