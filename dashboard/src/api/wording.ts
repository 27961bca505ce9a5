/** What members of requests are called in forms. */
const FIELDS: Readonly<Record<string, string>> = {
  currency: 'The currency',
  custom_props: 'The properties',
  display_name: 'The name',
  domain: 'The domain',
  event_name: 'The name of the event',
  expires_at: 'The last day',
  name: 'The name',
  page_path: 'The path of the page',
  password: 'The password',
  property: 'The key',
  segment: 'The segment',
  url: 'The address',
};

/** Refusals whose remedy is another one on the page than in the API. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^domain: '(.+)' is registered already\b.*$/s, '$1 is a site here already. Find it in the list of sites, or give another domain.'],
  [/^filters: site '.+' has no segment '(.+)'.*$/s, 'The segment $1 was deleted, or its owner keeps it. Remove it from the filters.'],
  [/^segment: site '.+' has no segment '.+'.*$/s, 'The segment was deleted, or its owner keeps it. Choose another one, or the whole site.'],
  [/^.* is '(.+)', which is no country code\b.*$/s, '“$1” is no country. Change the filter, where countries are found by their names.'],
  [/^date_range has .+, which clocks in (.+) skip\b.*$/s, 'The clocks in $1 leave this hour out. Choose another time.'],
  [/^date_range ends .*before it begins\b.*$/s, 'The range ends before it begins. Choose another one.'],
  [/^date_range is .+; (use a range between \d+ and \d+)\.$/s, 'There are no statistics of this time: $1.'],
  [/^scopes: can't be empty\b.*$/s, 'Choose what the key may do.'],
  [/^The header X-CSRF-Token is missing or wrong\b.*$/s, 'This tab is signed out by now. Load the page again.'],
];

/** A clause for programs: an address of the API, or a member of its answers. */
const FOR_PROGRAMS = /\/api\/|\/openapi|csrf_token/;
const MEMBER = /^([a-z_]+): (.+)$/s;

/** What the API says to people, such as a refusal, in the page's words: with fields for members of requests, and without what only a program can do. */
export function inWords(message: string): string {
  const rule = RULES.find(([form]) => form.test(message));
  if (rule) return message.replace(...rule);
  const [, member = '', said = ''] = MEMBER.exec(message) ?? [];
  const field = FIELDS[member];
  const sentence = !field ? message : /^(is|has|are|can't|needs|'|\d)/.test(said) ? `${field} ${said}` : said.charAt(0).toUpperCase() + said.slice(1);
  const clauses = sentence.split(/(?<=[;.]) /);
  const kept = clauses.filter((clause) => !FOR_PROGRAMS.test(clause));
  if (!field && kept.length === clauses.length) return message;
  const words = (kept.length > 0 ? kept : clauses).join(' ').replace(/ \(id [^)]*\)/g, '').replace(/, or null for (none|never|ever)/, ', or nothing').replaceAll('display_name', 'name');
  return words.replace(/[;.]?$/, '.');
}
