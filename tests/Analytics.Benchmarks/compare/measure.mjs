import { join } from 'node:path';
import { compare } from './agreement.mjs';
import { Duck } from './duck.mjs';
import { sourcesQuestion, todayQuestion } from './questions.mjs';
import { delay, Server } from './server.mjs';

const QUIET_SECONDS = 300;
const DASHBOARDS = 50;
const BESIDE = 'beside.example';
const PAUSE_MS = 200;

/** Milliseconds of processor time of this process, in which DuckDB runs. */
function cpuHere() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds that work takes, and its result. */
async function timed(work) {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

/** The nearest-rank percentile of times, in any order. */
export function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Runs the kinds of questions against both sides and collects times and deviations. */
export class Measurement {
  #options;
  #isExact;
  peakMegabytes = 0;
  deviations = [];
  compared = 0;
  agreeing = 0;
  explained = 0;
  sampled = 0;
  largest = 0;

  constructor(options, isExact) {
    this.#options = options;
    this.#isExact = isExact;
  }

  /** A process that has just started, and is done with what it does at its start. */
  async withServer(work) {
    const { server: program, directory, port } = this.#options;
    const server = await Server.start({ program, data: join(directory, 'data'), port });
    try {
      await server.quiet(QUIET_SECONDS);
      const result = await work(server);
      this.peakMegabytes = Math.max(this.peakMegabytes, server.peakMegabytes);
      return result;
    } finally {
      await server.stop();
    }
  }

  async withDuck(work) {
    const duck = await Duck.open(join(this.#options.directory, 'events.duckdb'), this.#options.threads);
    try {
      return await work(duck);
    } finally {
      duck.close();
    }
  }

  /** Each question as the first of a fresh process, in several rounds, and then repeated. */
  async firsts(questions, rounds, repetitions) {
    const lines = [];
    for (const question of questions) {
      const line = { label: question.label, first: [], again: [], cpu: 0, duckFirst: [], duckAgain: [], duckCpu: 0 };
      lines.push(line);
      let body;
      let rows;
      for (let round = 0; round < rounds; round++) {
        await this.withServer(async (server) => {
          let time;
          const cpu = server.cpuMilliseconds;
          [time, body] = await timed(() => server.query(question.query));
          line.first.push(time);
          line.cpu += (server.cpuMilliseconds - cpu) / rounds;
          if (round === rounds - 1) {
            await repeat(repetitions, line.again, () => server.query(question.query));
          }
        });
        await this.withDuck(async (duck) => {
          let time;
          const cpu = cpuHere();
          [time, rows] = await timed(() => duck.rows(question.sql));
          line.duckFirst.push(time);
          line.duckCpu += (cpuHere() - cpu) / rounds;
          if (round === rounds - 1) {
            await repeat(Math.min(repetitions, 10), line.duckAgain, () => duck.rows(question.sql));
          }
        });
      }

      this.#compare(question, body, rows);
    }

    return lines;
  }

  /** Each question once, in order, of one fresh process. */
  async novel(questions) {
    const times = [];
    const duckTimes = [];
    const bodies = [];
    let [cpu, duckCpu] = [0, 0];
    await this.withServer(async (server) => {
      const before = server.cpuMilliseconds;
      for (const question of questions) {
        const [time, body] = await timed(() => server.query(question.query));
        times.push(time);
        bodies.push(body);
      }

      cpu = (server.cpuMilliseconds - before) / questions.length;
    });
    await this.withDuck(async (duck) => {
      for (const [i, question] of questions.entries()) {
        const before = cpuHere();
        const [time, rows] = await timed(() => duck.rows(question.sql));
        duckCpu += (cpuHere() - before) / questions.length;
        duckTimes.push(time);
        this.#compare(question, bodies[i], rows);
      }
    });
    return { cpu, duckCpu, questions: questions.map(({ label }, i) => ({ label, time: times[i], duckTime: duckTimes[i] })) };
  }

  /** Dashboards that ask their questions one after the other, again and again, all at once, each with a key of its own. */
  async concurrent(questions, seconds) {
    return await this.withServer(async (server) => {
      const keys = [];
      for (let i = 0; i < DASHBOARDS; i++) {
        keys.push(await server.statsKey(`dashboard ${i + 1}`, questions[0].query.site_id));
      }

      // Remembered first, so that the rate is that of repeated questions.
      const [firstTime] = await timed(async () => {
        for (const question of questions) {
          await server.query(question.query, keys[0]);
        }
      });
      const times = [];
      let refused = 0;
      const started = performance.now();
      const cpu = server.cpuMilliseconds;
      await Promise.all(keys.map(async (key) => {
        while (performance.now() - started < 1000 * seconds) {
          for (const { query } of questions) {
            const [time, answer] = await timed(() => server.request('POST', '/api/v2/query', query, key));
            if (answer.status === 200) {
              times.push(time);
            } else {
              refused++;
            }
          }
        }
      }));
      const rate = times.length / ((performance.now() - started) / 1000);
      return { rate, refused, times, firstTime, cpu: (server.cpuMilliseconds - cpu) / times.length };
    });
  }

  /**
   * Questions while events of the same site come in: half of the filters before, the other half meanwhile, and today's top pages, the same
   * question and new ones in turn.
   */
  async live(questions, rate, seconds, ids) {
    return await this.withServer(async (server) => {
      const half = Math.floor(questions.length / 2);
      const ask = async (query) => (await timed(() => server.query(query)))[0];
      const result = { seconds, quiet: [], busy: [], same: [], fresh: [], beside: [] };
      for (const { query } of questions.slice(0, half)) {
        result.quiet.push(await ask(query));
      }

      await server.request('POST', '/api/v1/sites', { domain: BESIDE });
      let hasEnded = false;
      const streaming = server.stream(questions[0].query.site_id, rate, seconds, ids).finally(() => (hasEnded = true));
      for (let i = 0; !hasEnded; i++) {
        if (half + i < questions.length) {
          result.busy.push(await ask(questions[half + i].query));
        }

        result.same.push(await ask(todayQuestion()));
        result.fresh.push(await ask(todayQuestion(i)));

        // A small site that is asked in turn must not make the server read the large one again.
        await server.ask('POST', '/api/events', [{ domain: BESIDE, name: 'pageview', url: `https://${BESIDE}/`, visitor_id: `${i}` }]);
        result.beside.push(await ask({ ...todayQuestion(), site_id: BESIDE }));
        await delay(PAUSE_MS);
      }

      return { ...result, stream: await streaming };
    });
  }

  /** Sources of today, and of all days with today, while events of the same site come in: the same questions and new ones in turn. */
  async growing(from, { rate, live: seconds, ids, zone }) {
    return await this.withServer(async (server) => {
      const site = sourcesQuestion('day').site_id;
      await server.ask('PUT', `/api/v1/sites/${site}`, { timezone: zone });
      const result = { seconds, zone, today: [], newToday: [], all: [], newAll: [] };
      const range = [from, new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date())];
      let hasEnded = false;
      const streaming = server.stream(site, rate, seconds, ids).finally(() => (hasEnded = true));
      await delay(1_000);
      for (let i = 0; !hasEnded; i++) {
        for (const [times, days, number] of [
          [result.today, 'day'], [result.newToday, 'day', i], [result.all, range], [result.newAll, range, i],
        ]) {
          times.push((await timed(() => server.query(sourcesQuestion(days, number))))[0]);
        }

        await delay(PAUSE_MS / 2);
      }

      return { ...result, stream: await streaming };
    });
  }

  #compare(question, body, rows) {
    const found = compare(question, JSON.parse(body), rows, this.#isExact);
    this.compared++;
    this.sampled += found.isSampled ? 1 : 0;
    this.largest = Math.max(this.largest, found.largest);
    if (found.wrong.length > 0) {
      this.deviations.push({ question, wrong: found.wrong, isSampled: found.isSampled });
    } else if (found.byDefinition.length > 0) {
      this.explained++;
    } else {
      this.agreeing++;
    }
  }
}

async function repeat(count, times, work) {
  for (let i = 0; i < count; i++) {
    times.push((await timed(work))[0]);
  }
}
