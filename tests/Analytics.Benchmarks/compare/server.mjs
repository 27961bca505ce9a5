import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const START_MS = 120_000;
const STOP_MS = 60_000;
const REQUEST_MS = 60_000;
const ADMIN_KEY = 'admin-key-of-the-benchmark';

export const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How a program is run: an assembly by dotnet, anything else by itself. */
const command = (program, ...options) => (program.endsWith('.dll') ? ['dotnet', [program, ...options]] : [program, options]);

/** The embedded server as a process of its own, on 127.0.0.1. Only this process is ever signalled, by its id. */
export class Server {
  #process;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 512 });

  constructor(child, url) {
    this.#process = child;
    this.url = url;
  }

  /**
   * Starts the server and waits until it listens.
   * @param {{ program: string, data: string, port: number }} options Port 0 for a free one.
   */
  static async start({ program, data, port }) {
    const child = spawn(...command(program, 'serve', '--data', data, '--urls', `http://127.0.0.1:${port}`), {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env, ANALYTICS_ADMIN_KEY: ADMIN_KEY, Analytics__Web__StatsRequestsPerHour: '0', Logging__LogLevel__Default: 'Warning',
      },
    });
    let output = '';
    child.stdout.setEncoding('utf8');
    const url = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The server did not listen within ${START_MS / 1000} s: ${output}`)), START_MS);
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The server ended with code ${code} before it listened: ${output}`)));
      child.stdout.on('data', (text) => {
        output = (output + text).slice(-4_000);
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
        if (address && output.includes('Listening')) {
          clearTimeout(timer);
          resolve(address[0]);
        }
      });
    }).catch((error) => {
      child.kill('SIGKILL');
      throw error;
    });
    child.removeAllListeners('exit');
    return new Server(child, url);
  }

  get id() {
    return this.#process.pid;
  }

  /** Sends a request. @returns {Promise<{ status: number, body: string }>} The answer, read to its end. */
  request(method, path, body, key = ADMIN_KEY) {
    return new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${key}` };
      const content = body === undefined ? undefined : JSON.stringify(body);
      if (content !== undefined) {
        headers['Content-Type'] = 'application/json';
        headers['Content-Length'] = Buffer.byteLength(content);
      }

      const request = http.request(this.url + path, { method, headers, agent: this.#agent, timeout: REQUEST_MS }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString('utf8') }));
        answer.on('error', reject);
      });
      request.on('timeout', () => request.destroy(new Error(`${method} ${path} was not answered within ${REQUEST_MS / 1000} s.`)));
      request.on('error', reject);
      request.end(content);
    });
  }

  /** Sends a request that has to succeed. */
  async ask(method, path, body, key) {
    const answer = await this.request(method, path, body, key);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.body.slice(0, 500)}`);
    }

    return answer.body;
  }

  query(query, key) {
    return this.ask('POST', '/api/v2/query', query, key);
  }

  async status() {
    return JSON.parse(await this.ask('GET', '/api/v1/status'));
  }

  /** A new key that may read statistics. */
  async statsKey(name, site) {
    return JSON.parse(await this.ask('POST', '/api/v1/keys', { name, scopes: ['stats'], site })).key;
  }

  /** Imports lines with the command-line client. @returns Its standard input, and a promise of its end. */
  import(program, site, source) {
    const child = spawn(...command(program, 'import', source, '--site', site, '--format', 'ndjson', '--url', this.url), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ANALYTICS_ADMIN_KEY: ADMIN_KEY },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));

    // A broken pipe: the exit code and the output say more.
    child.stdin.on('error', () => {});
    const ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`The import ended with code ${code}: ${output}`))));
    });
    return { input: child.stdin, ended };
  }

  /** Waits until the log is aggregated. */
  async aggregated(maxSeconds) {
    await this.#until(maxSeconds, 'All of the log is aggregated', async () => {
      const { operations } = await this.status();
      return operations.partitions.every((partition) => partition.waiting === 0);
    });
  }

  /** Waits until the process does nothing: three seconds with under 6% of a core. */
  async quiet(maxSeconds, needed = 3) {
    let quiet = 0;
    let before = this.cpuMilliseconds;
    await this.#until(maxSeconds, 'The server is quiet', async () => {
      const now = this.cpuMilliseconds;
      quiet = now - before < 60 ? quiet + 1 : 0;
      before = now;
      return quiet >= needed;
    });
  }

  /** Sends events of today at a fixed rate from a process of its own. @returns A promise of its figures. */
  async stream(site, rate, seconds, ids = 'none') {
    const words = [fileURLToPath(new URL('stream.mjs', import.meta.url)), this.url, site, String(rate), String(seconds), ids];
    const options = { env: { ...process.env, ANALYTICS_ADMIN_KEY: ADMIN_KEY }, timeout: 2_000 * seconds + 60_000, maxBuffer: 1 << 26 };
    return JSON.parse((await promisify(execFile)(process.execPath, words, options)).stdout);
  }

  /** Megabytes resident at most since the start (VmHWM). */
  get peakMegabytes() {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.id}/status`, 'utf8'))[1]) / 1024;
  }

  async stop() {
    this.#agent.destroy();
    if (this.#process.exitCode !== null) {
      return;
    }

    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Milliseconds of processor time since the start, to ten of them. */
  get cpuMilliseconds() {
    const fields = readFileSync(`/proc/${this.id}/stat`, 'utf8').split(') ')[1].split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  }

  async #until(maxSeconds, what, isTrue) {
    for (let second = 0; second < maxSeconds; second++) {
      if (await isTrue()) {
        return;
      }

      await delay(1_000);
    }

    throw new Error(`'${what}' did not come true within ${maxSeconds} s; look at the server's output.`);
  }
}
