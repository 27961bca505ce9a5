import { json } from '../api/client';
import { refresh } from '../api/useApi';
import type { Site } from '../api/types';
import { unicodeHost } from '../format/hosts';
import { announce } from '../ui/Toasts';

/** A star: the site is among the first, for all who see it. Those who may not change it see the star of a pinned one. */
export function Pin({ site, manages }: { site: Site; manages: boolean }) {
  if (!manages) {
    return site.pinned ? (
      <span className="pin" role="img" aria-label="Pinned">
        ★
      </span>
    ) : null;
  }
  const name = unicodeHost(site.domain);
  const pin = async (pinned: boolean) => {
    await json(`/api/v1/sites/${encodeURIComponent(site.domain)}`, { method: 'PUT', body: { pinned } });
    refresh();
  };
  return (
    <button
      type="button"
      className="pin"
      aria-pressed={site.pinned}
      aria-label={`Pin ${name}`}
      title={site.pinned ? 'Pinned: first in the list, for all' : 'Pin: first in the list, for all'}
      onClick={() => void announce(() => pin(!site.pinned), site.pinned ? `${name} is pinned no more.` : `${name} is pinned.`)}
    >
      <span aria-hidden="true">{site.pinned ? '★' : '☆'}</span>
    </button>
  );
}
