import { Problem } from './Problem';

interface FormActionsProps {
  readonly save: string;
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly onCancel: () => void;
}

/** The end of a form: what is wrong with it, and the buttons that save it or leave it. */
export function FormActions({ save, isBusy, problem, onCancel }: FormActionsProps) {
  return (
    <>
      <Problem text={problem} />
      <div className="row">
        <button type="submit" className="button primary" disabled={isBusy}>
          {save}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </>
  );
}
