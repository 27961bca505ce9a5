// The tests that leave what others look at as it is, beside one program and one browser, whose start and first answers cost more than many a file.
// Each file runs by itself, too: node --test browser/keys.test.mjs. Those in alone/ change or end the program, and need one of their own.
import { readdirSync } from 'node:fs';

const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs'));
for (const file of files.sort()) await import(`./${file}`);
