import type { components } from '../api/schema';

export type SharedLink = components['schemas']['SharedLinkAnswer'];

/** A link's settings as they are sent, but for the password, which is not shown. */
export function requestOf({ name, expires_at, segment, embed }: SharedLink) {
  return { name, expires_at, segment, embed } as const;
}
