import { consider } from '../api/deletions';
import { listOf, type Use } from '../api/uses';
import { nounOf } from '../format/numbers';
import { capital } from '../format/text';
import { deleteUndoably } from '../ui/deleteUndoably';
import { stay, toast } from '../ui/Toasts';

interface Deleted {
  readonly path: string;
  /** What it is and how it is called, as in "goal “Signup”". */
  readonly what: string;
  /** What is said of its deletion, as in "is deleted; its events stay." */
  readonly said: string;
  readonly readUses: () => Promise<readonly Use[]>;
}

/** Why something has to stay, because of what uses it; undefined if nothing holds it. */
export function whyItStays(what: string, uses: readonly Use[]): string | undefined {
  const holding = uses.filter(({ holds }) => holds).map(({ what: one }) => one);
  return holding.length > 0 ? `The ${what} stays, because ${listOf(holding)} ${nounOf(holding.length, 'uses', 'use')} it. Change or delete that first.` : undefined;
}

/** Deletes what others may use. They are asked for first: what has to stay must not seem to be gone. */
export function deleteUnlessUsed({ path, what, said, readUses }: Deleted): Promise<void> {
  return consider(async () => {
    try {
      const uses = await readUses();
      const why = whyItStays(what, uses);
      if (why) return stay(why);
      const others = uses.map(({ what: one }) => one);
      const lost = others.length > 0 ? ` ${capital(listOf(others))} ${nounOf(others.length, 'names', 'name')} it and can show nothing without it.` : '';
      deleteUndoably(path, `The ${what} ${said}${lost}`);
    } catch (failure) {
      toast((failure as Error).message);
    }
  });
}
