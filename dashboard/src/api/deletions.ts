import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { listenersOf } from '../listeners';
import { ApiError, send } from './client';
import { refresh } from './useApi';

/** Who is told how a deletion goes on. */
interface Deleting {
  /** It can't be taken back any more. */
  readonly onSent: () => void;
  /** The server refused it: what was to be deleted is still there. */
  readonly onRefused: (error: Error) => void;
}

/** A deletion that is not sent yet. */
export interface Deletion {
  readonly sendNow: () => Promise<void>;
  readonly takeBack: () => void;
}

const waiting = new Map<string, Deletion & Deleting>();
const considered = new Set<Promise<void>>();
let hidden: ReadonlySet<string> = new Set();
const { listen, notify } = listenersOf();

function hide(path: string, isHidden: boolean): void {
  if (hidden.has(path) === isHidden) return;
  const next = new Set(hidden);
  if (isHidden) next.add(path);
  else next.delete(path);
  hidden = next;
  notify();
}

/** What of a list at a path is not deleted, and will not be once that can't be taken back. */
export function useUndeleted<T extends { readonly id: string }>(path: string | null, all: readonly T[] | undefined): readonly T[] | undefined {
  const deleted = useSyncExternalStore(listen, () => hidden);
  // What the list no longer has is shown again: a later one of the same path may come.
  useEffect(() => {
    const isGone = (one: string) => one.startsWith(`${path}/`) && !all?.some(({ id }) => `${path}/${id}` === one);
    if (all) [...deleted].filter((one) => isGone(one) && !waiting.has(one)).forEach((one) => hide(one, false));
  }, [all, deleted, path]);
  return useMemo(() => all?.filter(({ id }) => !deleted.has(`${path}/${id}`)), [all, deleted, path]);
}

/**
 * Hides what is at a path and deletes it when it is told to. Until then it is still stored, so that who takes the deletion back finds it as it
 * was, with its id and all that names it.
 */
export function deleteLater(path: string, deleting: Deleting): Deletion {
  const end = () => waiting.get(path) === deletion && waiting.delete(path);
  const deletion: Deletion & Deleting = {
    ...deleting,
    sendNow: async () => {
      if (!end()) return;
      deleting.onSent();
      try {
        await send(path, { method: 'DELETE', keepalive: true });
        refresh();
      } catch (error) {
        // Somebody else may have deleted it first.
        if (error instanceof ApiError && error.status === 404) return refresh();
        hide(path, false);
        deleting.onRefused(error as Error);
      }
    },
    takeBack: () => {
      if (end()) hide(path, false);
    },
  };
  waiting.set(path, deletion);
  hide(path, true);
  return deletion;
}

/** Finds out whether something may be deleted, and deletes it later if so. What else is changed meanwhile follows that, too. */
export async function consider(decide: () => Promise<void>): Promise<void> {
  const decision = decide();
  considered.add(decision);
  try {
    await decision;
  } finally {
    considered.delete(decision);
  }
}

/** Sends the deletions that wait. What else is changed follows them: it may have the name of what was deleted. */
export async function finishDeletions(): Promise<void> {
  await Promise.allSettled(considered);
  await sendAll();
}

const sendAll = () => Promise.all([...waiting.values()].map((deletion) => deletion.sendNow()));

// A page that is left can't wait: what is still considered stays.
if (typeof window !== 'undefined') window.addEventListener('pagehide', () => void sendAll());
