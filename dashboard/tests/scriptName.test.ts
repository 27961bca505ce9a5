import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXTENSIONS, scriptName } from '../src/settings/scriptName';

describe('the name of the script', () => {
  it('has what is to be counted, whatever was chosen first', () => {
    expect(scriptName([])).toBe('script.js');
    expect(scriptName(['hash', 'outbound-links'])).toBe('script.outbound-links.hash.js');
    expect(scriptName(EXTENSIONS.map(({ id }) => id))).toBe('script.outbound-links.file-downloads.404.form-submissions.hash.js');
  });

  it('has only extensions that the server knows and that switch something on', () => {
    const server = readFileSync(new URL('../../functions/Analytics.Web/Tracker/ScriptName.cs', import.meta.url), 'utf8');
    const known = [...server.matchAll(/\("([\w-]+)", "\w+:1"\)/g)].map(([, name]) => name);
    expect(known).toEqual(expect.arrayContaining(EXTENSIONS.map(({ id }) => id)));
  });
});
