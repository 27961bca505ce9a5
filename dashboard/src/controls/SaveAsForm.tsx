import type { FormEvent } from 'react';
import { useRights } from '../screens/SiteContext';
import { Problem } from '../ui/Problem';
import { useAction } from '../ui/useAction';

interface SaveAsFormProps {
  readonly label: string;
  readonly description?: string;
  /** What it is called, and whether only its owner sees it, if it was saved before. */
  readonly before?: { readonly name: string; readonly personal: boolean };
  /** Stores it; what it throws is shown. */
  readonly onSave: (name: string, personal: boolean) => Promise<void>;
}

/** Asks in a menu for the name under which something is saved, and for whom. */
export function SaveAsForm({ label, description, before, onSave }: SaveAsFormProps) {
  const { manages } = useRights();
  const { isBusy, problem, run } = useAction();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void run(() => onSave(String(form.get('name') ?? '').trim(), !manages || form.get('personal') === 'on'));
  };
  return (
    <form className="editor" onSubmit={submit} noValidate>
      <label className="field">
        <span>{label}</span>
        <input className="input" name="name" maxLength={140} placeholder="Name" defaultValue={before?.name} autoComplete="off" />
        {description !== undefined && (
          <span className="meta" dir="auto">
            {description}
          </span>
        )}
      </label>
      {manages && (
        <label className="option">
          <input type="checkbox" name="personal" defaultChecked={before?.personal} />
          <span>Only I see it</span>
        </label>
      )}
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        Save
      </button>
    </form>
  );
}
