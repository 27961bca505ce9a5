// Builds the tracker into tracker/dist: script.js for pages, of which the server makes every name; vitals.mjs, which script.js loads if it is
// asked to; script.mjs for apps, and its types.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build, minifySync } from 'vite';

const MOST = 2304;
const folder = new URL('../tracker/', import.meta.url).pathname;
const dist = `${folder}dist/`;

async function bundle(entry) {
  const [{ output }] = await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    publicDir: false,
    define: entry === 'module' ? { NAMED: '{}' } : {},
    build: { target: 'es2022', write: false, minify: false, modulePreload: false, lib: { entry: `${folder}src/${entry}.ts`, formats: ['es'] } },
  });
  return minifySync(`${entry}.mjs`, output[0].code, { module: true, mangle: { toplevel: true }, codegen: { removeWhitespace: true } }).code.trim();
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
// A function of what the script's name switches on; the server calls it.
const script = `(NAMED=>{${await bundle('script')}})`;
writeFileSync(`${dist}script.js`, script);
writeFileSync(`${dist}script.mjs`, await bundle('module'));
writeFileSync(`${dist}vitals.mjs`, await bundle('vitals'));
// The types of the module: those of the options, without the value beside them, and what the module exports.
const [types] = readFileSync(`${folder}src/options.ts`, 'utf8').split('/** The options that the script');
writeFileSync(`${dist}script.d.mts`, types + readFileSync(`${folder}src/module.types.txt`, 'utf8'));
const size = gzipSync(`${script}({})`, { level: 9 }).length;
if (size > MOST) throw new Error(`The tracker has ${size} bytes compressed, over ${MOST}: what is new must be smaller, or a file of its own.`);
console.error(`The tracker: ${script.length} bytes, ${size} compressed.`);
