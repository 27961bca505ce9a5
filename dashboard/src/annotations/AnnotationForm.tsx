import type { FormEvent } from 'react';
import type { Draft } from '../api/definitions';
import { useRights, useSite } from '../screens/SiteContext';
import { FormActions } from '../ui/FormActions';
import { useAction } from '../ui/useAction';
import type { Annotation } from './annotations';

const LONGEST = 140;

interface AnnotationFormProps {
  readonly note?: Annotation;
  /** A day, or a minute with a T between day and time. */
  readonly at: string;
  /** Stores the note; the form shows why it can't be. */
  readonly onSave: (draft: Draft<'annotations'>) => Promise<unknown>;
  readonly onDone: () => void;
}

/** Writes a note, for all who see the site or for oneself. */
export default function AnnotationForm({ note, at, onSave, onDone }: AnnotationFormProps) {
  const { site } = useSite();
  const { manages } = useRights();
  const { isBusy, problem, run } = useAction();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const time = String(form.get('time') ?? '');
    const content = { at: `${String(form.get('day') ?? '')}${time ? `T${time.slice(0, 5)}` : ''}` };
    const personal = !manages || form.get('personal') === 'on';
    const draft = { name: String(form.get('text') ?? '').trim(), personal, content };
    if (await run(() => onSave(draft))) onDone();
  };
  return (
    <form className="editor framed" onSubmit={submit} noValidate aria-label={note ? 'Edit the note' : 'Add a note'}>
      <label className="field">
        <span>Note</span>
        <input className="input" name="text" maxLength={LONGEST} defaultValue={note?.name ?? ''} placeholder="New checkout" data-autofocus autoFocus autoComplete="off" />
      </label>
      <div className="row">
        <label className="field grow">
          <span>Day</span>
          <input className="input" type="date" name="day" defaultValue={at.slice(0, 10)} />
        </label>
        <label className="field grow">
          <span>Time, if it matters</span>
          <input className="input" type="time" name="time" defaultValue={at.slice(11, 16)} />
        </label>
      </div>
      <p className="meta">On the clock of {site.timezone}.</p>
      {manages ? (
        <label className="option">
          <input type="checkbox" name="personal" defaultChecked={note?.personal ?? false} />
          <span>Only I see it</span>
        </label>
      ) : (
        <p className="meta">Only you will see it: this key may not change what others see.</p>
      )}
      <FormActions save="Save the note" isBusy={isBusy} problem={problem} onCancel={onDone} />
    </form>
  );
}
