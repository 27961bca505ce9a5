import { STEP_KINDS, type StepKind } from './steps';
import { ValueField } from './ValueField';

interface StepFieldProps {
  /** What the step is, as in "Step 2". */
  readonly label: string;
  readonly kind: StepKind;
  readonly value: string;
  readonly onChange: (kind: StepKind, value: string) => void;
}

const EXAMPLES: Record<StepKind, string> = { page: '/checkout/**', event: 'purchase', goal: 'Purchase' };

/** A page, an event or a goal. */
export function StepField({ label, kind, value, onChange }: StepFieldProps) {
  return (
    <span className="row nowrap grow step-field">
      <select className="select" aria-label={`${label}: kind`} value={kind} onChange={(event) => onChange(event.target.value as StepKind, '')}>
        {STEP_KINDS.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <ValueField kind={kind} label={`${label}: ${kind}`} placeholder={EXAMPLES[kind]} value={value} onChange={(text) => onChange(kind, text)} />
    </span>
  );
}
