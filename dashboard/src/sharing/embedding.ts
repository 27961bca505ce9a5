/** Parameters of a frame's address, which all of its links keep. */
const KEPT = ['embed', 'theme', 'bg'] as const;

/** Whether the page is shown within another one. */
export function isEmbedded(search: string): boolean {
  return new URLSearchParams(search).get('embed') === '1';
}

/** Those parameters that a frame's links must keep. */
export function keptOf(rest: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(KEPT.flatMap((name) => (rest[name] ? [[name, rest[name]]] : [])));
}
