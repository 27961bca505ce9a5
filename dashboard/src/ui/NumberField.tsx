import { useId, useState, type ReactNode } from 'react';
import { numberProblem, readNumber, type NumberRange } from '../format/readNumber';

interface NumberFieldProps {
  /** Its name in the form's data, where `numberIn` reads it. */
  readonly name: string;
  readonly label: string;
  readonly range: NumberRange;
  readonly initial: number | string;
  readonly placeholder?: string;
  /** What stands behind the number. */
  readonly unit?: ReactNode;
  readonly hint?: ReactNode;
}

/** A number in a form. What it can't take is said beside it, and `canSubmit` holds the form back. */
export function NumberField({ name, label, range, initial, placeholder, unit, hint }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState(String(initial));
  // A field that waits to be filled is not blamed for it before the form is sent.
  const [isChecked, setChecked] = useState(false);
  const problem = numberProblem(text, range);
  const said = isChecked ? problem : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="row">
        <input
          className="input"
          id={id}
          name={name}
          inputMode={range.whole ? 'numeric' : 'decimal'}
          size={8}
          placeholder={placeholder}
          defaultValue={initial}
          autoComplete="off"
          aria-invalid={said !== undefined}
          aria-describedby={said || hint ? `${id}-said` : undefined}
          data-wrong={problem !== undefined}
          onChange={(event) => {
            setText(event.target.value);
            setChecked(true);
          }}
          onInvalid={() => setChecked(true)}
        />
        {unit}
      </span>
      {(said || hint) && (
        <span id={`${id}-said`}>
          {said && (
            <span className="tone-bad" role="alert">
              {said}
            </span>
          )}
          {hint && <span className="meta"> {hint}</span>}
        </span>
      )}
    </div>
  );
}

/** Whether all number fields of a form can be read; the first one that can't says why and gets the focus. */
export function canSubmit(form: HTMLFormElement): boolean {
  const wrong = form.querySelector<HTMLInputElement>('[data-wrong="true"]');
  wrong?.dispatchEvent(new Event('invalid'));
  wrong?.focus();
  return wrong === null;
}

/** The number of a field; null if the form has no such field or it is empty. */
export function numberIn(form: FormData, name: string): number | null {
  return readNumber(String(form.get(name) ?? '')) ?? null;
}
