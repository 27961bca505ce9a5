import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { percentile } from './measure.mjs';

const MAX_NAMED = 12;
const SIZES_MS = 300_000;

const number = (value) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 0 : 1));
const pair = (times) => (times.length === 0 ? '' : `${number(percentile(times, 0.5))} / ${number(percentile(times, 0.99))}`);

/** The figures as Markdown. */
export function report(options, note, results, measurement) {
  const lines = [
    `${note.events.toLocaleString('en-US')} events, ${note.visits.toLocaleString('en-US')} visits, ${note.from} to ${note.to}; `
      + `${cpus().length} cores, DuckDB ${options.threads} threads; load average at the end ${loadavg()[0].toFixed(1)}.`,
    '',
  ];
  for (const kind of ['base', 'year']) {
    if (results[kind]) {
      lines.push(...firsts(kind, results[kind], options.rounds));
    }
  }

  if (results.novel) {
    lines.push(...novel(results.novel));
  }

  if (results.concurrent) {
    const { rate, refused, times, firstTime, cpu } = results.concurrent;
    lines.push(
      '| 50 dashboards of 8 questions at once, repeated | |', '| --- | --- |',
      `| queries/s | ${number(rate)} |`, `| p50 / p99 | ${pair(times)} ms |`, `| CPU of the server for each | ${number(cpu)} ms |`,
      `| refused | ${refused} |`,
      `| the first dashboard alone | ${number(firstTime)} ms |`, '');
  }

  if (results.growing) {
    lines.push(...growing(results.growing, options.rate));
  }

  if (results.live) {
    lines.push(...live(results.live, options.rate));
  }

  lines.push(
    '| | |', '| --- | --- |', `| peak resident memory of the server while it answered | ${number(measurement.peakMegabytes)} MB |`,
    ...sizes(options.directory, note), '');
  lines.push(...contents(options, note), ...agreement(measurement));
  return `${lines.join('\n')}\n`;
}

function firsts(kind, entries, rounds) {
  const row = (label, some) => {
    const all = (name) => some.flatMap((one) => one[name]);
    const mean = (name) => number(some.reduce((sum, one) => sum + one[name], 0) / some.length);
    return `| ${label} | ${pair(all('first'))} | ${mean('cpu')} | ${pair(all('again'))} `
      + `| ${pair(all('duckFirst'))} | ${mean('duckCpu')} | ${pair(all('duckAgain'))} |`;
  };
  return [
    `| ${kind}, ms, ${rounds} fresh processes for each question | first, p50 / p99 | its CPU | repeated, p50 / p99 `
      + '| DuckDB, file just opened | its CPU | repeated |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...[...group(entries)].map(([label, some]) => row(label, some)), row('all', entries), '',
  ];
}

function novel({ questions, cpu, duckCpu }) {
  const row = (label, some) => {
    const [ours, theirs] = [some.map((one) => one.time), some.map((one) => one.duckTime)];
    return `| ${label} | ${some.length} | ${number(ours[0])} | ${pair(ours)} | ${number(Math.max(...ours))} `
      + `| ${number(theirs[0])} | ${pair(theirs)} |`;
  };
  return [
    '| filters never asked before, ms | questions | first | p50 / p99 | slowest | DuckDB first | p50 / p99 |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...[...group(questions)].map(([label, some]) => row(label, some)), row('all', questions),
    `| CPU for each, on average | | | ${number(cpu)} | | | ${number(duckCpu)} |`, '',
  ];
}

function growing({ seconds, zone, today, newToday, all, newAll, stream }, rate) {
  return [
    `| ${rate.toLocaleString('en-US')} events/s of the same site for ${seconds} s, ${zone}, by source, ms | questions | first | p50 / p99 |`,
    '| --- | --- | --- | --- |',
    ...[['today, asked before', today], ['today, never asked before', newToday], ['all days and today, asked before', all],
      ['all days and today, never asked before', newAll],
    ].map(([label, times]) => `| ${label} | ${times.length} | ${number(times[0])} | ${pair(times)} |`),
    `| events/s accepted | ${number(stream.rate)}, ${stream.refused} batches refused | | |`, '',
  ];
}

function live({ seconds, quiet, busy, same, fresh, beside, stream }, rate) {
  return [
    `| ${rate.toLocaleString('en-US')} events/s of the same site for ${seconds} s, ms | questions | p50 / p99 |`, '| --- | --- | --- |',
    `| filters never asked before, without these events | ${quiet.length} | ${pair(quiet)} |`,
    `| the same kinds with them | ${busy.length} | ${pair(busy)} |`,
    `| today by page, asked before | ${same.length} | ${pair(same)} |`,
    `| today by page, never asked before | ${fresh.length} | ${pair(fresh)} |`,
    `| the same of a small site, asked in turn | ${beside.length} | ${pair(beside)} |`,
    `| batches of 2,000 events; ${number(stream.rate)} events/s accepted, ${stream.refused} batches refused | ${stream.latencies.length} `
      + `| ${pair(stream.latencies)} |`, '',
  ];
}

function group(entries) {
  const groups = new Map();
  for (const entry of entries) {
    groups.set(entry.label, [...(groups.get(entry.label) ?? []), entry]);
  }

  return groups;
}

function sizes(directory, note) {
  const data = join(directory, 'data');
  const files = readdirSync(data);
  const bytes = (start) => files.filter((name) => name.startsWith(start)).reduce((sum, name) => sum + statSync(join(data, name)).size, 0);
  const perEvent = (value) => `${(value / note.events).toFixed(1)} bytes/event`;
  const { importPeakMegabytes: peak, importSeconds: seconds } = note;
  return [
    `| tables.db, with live rows and free pages | ${perEvent(bytes('tables.db'))} |`, `| log.db | ${perEvent(bytes('log.db'))} |`,
    `| DuckDB's file | ${perEvent(note.duckBytes)} |`,
    ...(seconds ? [`| imported | ${Math.round(note.events / seconds).toLocaleString('en-US')} events/s |`] : []),
    ...(peak ? [`| peak resident memory of the server while it imported | ${number(peak)} MB |`] : []),
  ];
}

/** Bytes by table, kind of row and named part. */
function contents({ benchmarks, directory }, { events }) {
  if (!existsSync(benchmarks)) {
    return [];
  }

  const words = [benchmarks, 'sizes', '--data', join(directory, 'data'), '--events', String(events)];
  return [execFileSync('dotnet', words, { encoding: 'utf8', timeout: SIZES_MS })];
}

function agreement(measurement) {
  const { compared, agreeing, explained, sampled, largest, deviations } = measurement;
  const lines = [[
    `Answers: ${agreeing} of ${compared} agree to the unit`,
    ...(explained ? [`${explained} deviate by definition, by at most ${(100 * largest).toFixed(2)}% altogether`] : []),
    `${deviations.length} deviate that must not`,
    ...(sampled ? [`${sampled} say that they are sampled`] : []),
  ].join('; ') + '.'];
  for (const { question, wrong, isSampled } of deviations.slice(0, MAX_NAMED)) {
    const { filters, date_range } = question.query;
    lines.push(
      `- ${question.label}${isSampled ? ' (sampled)' : ''}, ${JSON.stringify(filters ?? [])} ${JSON.stringify(date_range)}: `
        + `${wrong.length} deviations, such as ${wrong.slice(0, 3).join('; ')}`);
  }

  if (deviations.length > MAX_NAMED) {
    lines.push(`- and ${deviations.length - MAX_NAMED} more questions; --json writes them all.`);
  }

  return lines;
}
