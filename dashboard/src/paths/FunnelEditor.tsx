import { useState } from 'react';
import type { Definition, Draft, FunnelContent, Step } from '../api/definitions';
import { useRights } from '../screens/SiteContext';
import { Problem } from '../ui/Problem';
import { useAction } from '../ui/useAction';
import { DEFAULT_ORDER, DEFAULT_WINDOW } from './funnelQueries';
import { StepField } from './StepField';
import { kindOf, stepOf, valueOf, type StepKind } from './steps';

const WINDOWS: readonly { id: string; label: string }[] = [
  { id: 'visit', label: 'one visit' },
  { id: '30m', label: '30 minutes' },
  { id: '1h', label: '1 hour' },
  { id: '24h', label: '24 hours' },
  { id: '7d', label: '7 days' },
  { id: '30d', label: '30 days' },
];

export const ORDERS: readonly { id: NonNullable<FunnelContent['order']>; label: string }[] = [
  { id: 'sequential', label: 'in this order' },
  { id: 'strict', label: 'one right after the other' },
  { id: 'flexible', label: 'in any order' },
];

const MIN_STEPS = 2;
const MAX_STEPS = 8;

interface EditedStep {
  readonly kind: StepKind;
  readonly value: string;
  readonly original?: Step;
}

const NO_STEP: EditedStep = { kind: 'page', value: '' };

export function windowName(window: string | undefined): string {
  return WINDOWS.find(({ id }) => id === (window ?? DEFAULT_WINDOW))?.label ?? window!;
}

interface FunnelEditorProps {
  readonly content: FunnelContent | undefined;
  /** The funnel that is edited; undefined for a new one. */
  readonly saved: Definition<'funnels'> | undefined;
  readonly canSave: boolean;
  readonly onShow: (content: FunnelContent) => void;
  /** Is given the funnel as it was when it began to be edited. */
  readonly onSave: (before: Definition<'funnels'> | undefined, draft: Draft<'funnels'>) => Promise<void>;
  readonly onDelete?: (() => void) | undefined;
  readonly onCancel?: (() => void) | undefined;
}

/** Puts a funnel together: its steps, the time that they may take, and their order. */
export function FunnelEditor({ content, saved, canSave, onShow, onSave, onDelete, onCancel }: FunnelEditorProps) {
  const { manages } = useRights();
  // What is stored without a window or an order has the usual ones, and choosing none of them changes nothing.
  const [before] = useState(saved && { ...saved, content: { window: DEFAULT_WINDOW, order: DEFAULT_ORDER, ...saved.content } as FunnelContent });
  const [steps, setSteps] = useState<readonly EditedStep[]>(() => content?.steps.map((step) => ({ kind: kindOf(step), value: valueOf(step), original: step })) ?? [NO_STEP, NO_STEP]);
  const [window, setWindow] = useState(content?.window ?? DEFAULT_WINDOW);
  const [order, setOrder] = useState(content?.order ?? DEFAULT_ORDER);
  const [called, setCalled] = useState(saved?.name ?? '');
  const [isPersonal, setPersonal] = useState((saved?.personal ?? false) || !manages);
  const { isBusy, problem, run } = useAction();
  const filled = steps.filter((step) => step.value.trim() !== '');
  const isWhole = filled.length >= MIN_STEPS;
  const made = (): FunnelContent => ({
    // A step that was not changed keeps what this form does not show, such as its filters.
    steps: filled.map((step) =>
      step.original && kindOf(step.original) === step.kind && valueOf(step.original) === step.value ? step.original : stepOf(step.kind, step.value.trim()),
    ),
    window,
    order,
  });
  const move = (at: number, to: number) => {
    const moved = [...steps];
    moved.splice(to, 0, ...moved.splice(at, 1));
    setSteps(moved);
  };
  const windows = WINDOWS.some(({ id }) => id === window) ? WINDOWS : [...WINDOWS, { id: window, label: window }];
  return (
    <form
      className="framed stack"
      aria-label="Steps of the funnel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) onShow(made());
      }}
    >
      <ol className="step-fields">
        {steps.map((step, at) => (
          <li key={at} className="row nowrap step-row">
            <span className="step-number number" aria-hidden="true">
              {at + 1}
            </span>
            <StepField label={`Step ${at + 1}`} kind={step.kind} value={step.value} onChange={(kind, value) => setSteps(steps.map((old, index) => (index === at ? { ...old, kind, value } : old)))} />
            <button type="button" className="button icon" aria-label={`Move step ${at + 1} up`} disabled={at === 0} onClick={() => move(at, at - 1)}>
              ↑
            </button>
            <button type="button" className="button icon" aria-label={`Remove step ${at + 1}`} disabled={steps.length <= MIN_STEPS} onClick={() => setSteps(steps.filter((_, index) => index !== at))}>
              ✕
            </button>
          </li>
        ))}
      </ol>
      <div className="row">
        {steps.length < MAX_STEPS && (
          <button type="button" className="button" onClick={() => setSteps([...steps, NO_STEP])}>
            Add a step
          </button>
        )}
        <label className="row">
          <span>within</span>
          <select className="select small" value={window} onChange={(event) => setWindow(event.target.value)}>
            {windows.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="visually-hidden">Order of the steps</span>
          <select className="select small" value={order} onChange={(event) => setOrder(event.target.value as typeof order)}>
            {ORDERS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button primary" disabled={!isWhole}>
          Show
        </button>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
      {!isWhole && <p className="meta">A funnel has 2 to 8 steps: pages, of which * and ** stand for any text, events or goals.</p>}
      {canSave && (
        <div className="row">
          <input className="input" aria-label="Name of the funnel" placeholder="Name" maxLength={140} value={called} onChange={(event) => setCalled(event.target.value)} />
          {manages && (
            <label className="option">
              <input type="checkbox" checked={isPersonal} onChange={(event) => setPersonal(event.target.checked)} />
              <span>Only I see it</span>
            </label>
          )}
          <button type="button" className="button" disabled={!isWhole || isBusy || called.trim() === ''} onClick={() => void run(() => onSave(before, { name: called.trim(), personal: isPersonal, content: made() }))}>
            Save the funnel
          </button>
          {onDelete && (
            <button type="button" className="button danger" onClick={onDelete}>
              Delete
            </button>
          )}
        </div>
      )}
      <Problem text={problem} />
    </form>
  );
}
