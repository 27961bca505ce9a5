import type { Definition } from '../api/definitions';
import type { components } from '../api/schema';
import { formatMoment } from '../format/dates';

export type SharedLink = components['schemas']['SharedLinkAnswer'];

/** The segments of a site; undefined while they are not known. */
type Segments = readonly Pick<Definition<'segments'>, 'id' | 'name' | 'personal'>[] | undefined;

/** A link's settings as they are sent, but for the password, which is not shown. */
export function requestOf({ name, expires_at, segment, embed }: SharedLink) {
  return { name, expires_at, segment, embed } as const;
}

/** Whether a link shows nothing, because the segment that it is limited to is gone, or personal by now. */
export function isDead({ segment }: Pick<SharedLink, 'segment'>, segments: Segments): boolean {
  return segment !== null && segments !== undefined && !segments.some(({ id, personal }) => id === segment && !personal);
}

/** What a link may show, with its choice of now, which is never taken for the whole site. */
export function choicesOf(link: Pick<SharedLink, 'segment'> | undefined, segments: Segments): readonly { readonly id: string; readonly label: string }[] {
  const shared = (segments ?? []).filter(({ personal }) => !personal).map(({ id, name }) => ({ id, label: `only “${name}”` }));
  const own = link?.segment;
  if (shared.length === 0 && !own) return [];
  const kept = own && !shared.some(({ id }) => id === own) ? [{ id: own, label: segments ? 'a segment that is gone: choose another' : 'only its segment' }] : [];
  return [{ id: '', label: 'the whole site' }, ...kept, ...shared];
}

/** What a link is, in a line. */
export function describeLink(link: SharedLink, segments: Segments, zone: string): string {
  const name = segments?.find(({ id }) => id === link.segment)?.name;
  return [
    link.has_password ? 'asks for a password' : 'without a password',
    link.expires_at ? `ends ${formatMoment(link.expires_at, zone)} in ${zone}` : 'does not end',
    ...(link.segment && !isDead(link, segments) ? [`only the segment “${name ?? link.segment}”`] : []),
    ...(link.embed ? ['may stand in a frame'] : []),
  ].join(' · ');
}
