// The built program on a free port, with data of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = new URL('../../artifacts/bin/Analytics.Local/release/analytics.dll', import.meta.url).pathname;

/** Starts the program with an admin key; resolves to its address, a way to ask it, and ways to kill it, to start it again and to stop it. */
export async function startProgram(key, settings = {}) {
  const data = mkdtempSync(join(tmpdir(), 'analytics-browser-'));
  let child;
  const start = async (urls) => {
    child = spawn('dotnet', [program, 'serve', '--data', data, '--urls', urls], {
      env: { ...process.env, ANALYTICS_ADMIN_KEY: key, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The program ended with ${code} before it listened.`)));
      createInterface(child.stdout).on('line', (line) => {
        const found = /^Listening on (http:\S+);/.exec(line);
        if (found) resolve(found[1]);
      });
    });
  };
  const end = (signal) =>
    new Promise((resolve) => {
      child.removeAllListeners('exit').once('exit', resolve);
      child.kill(signal);
    });
  const url = await start('http://127.0.0.1:0');
  return {
    url,
    send: async (path, body, method = 'POST') => {
      const response = await fetch(url + path, {
        method,
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    kill: () => end('SIGKILL'),
    startAgain: () => start(url),
    stop: async () => {
      await end('SIGTERM');
      rmSync(data, { recursive: true, force: true });
    },
  };
}
