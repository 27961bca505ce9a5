import type { FormEvent } from 'react';
import { isUsed, listKey } from '../api/listProperty';
import { useRights, useSite } from '../screens/SiteContext';
import { Problem } from '../ui/Problem';
import { useAction } from '../ui/useAction';
import { noneHas } from './emptyText';
import { PROPERTY } from './reports';

/** Opens a property by its key, and offers it from then on, if the reader may change the site. */
export default function PropertyForm({ onOpen }: { onOpen: (id: string) => void }) {
  const { site, view, today } = useSite();
  const { manages } = useRights();
  const { isBusy, problem, run } = useAction();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key') ?? '').trim();
    if (key === '') return;
    const open = async () => {
      if (!(await isUsed(site.domain, view, today, key))) throw new Error(`${noneHas(key)} Look at its spelling, or choose a longer period.`);
      if (manages) await listKey(site.domain, key);
    };
    if (await run(open)) onOpen(PROPERTY + key);
  };
  return (
    <form className="editor" onSubmit={submit} noValidate>
      <label className="field">
        <span>Key of the property</span>
        <input className="input" name="key" maxLength={300} placeholder="plan" autoComplete="off" spellCheck={false} required />
        <span className="meta">As the tracker or the app sends it with its events.</span>
      </label>
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        Show it
      </button>
    </form>
  );
}
