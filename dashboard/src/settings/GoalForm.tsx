import { useState, type FormEvent } from 'react';
import type { GoalRequest } from '../api/goals';
import { useQuery } from '../api/useApi';
import { useTyped } from '../ui/useTyped';
import { formatCount, nounOf, numberOf } from '../format/numbers';
import { ValueField } from '../paths/ValueField';
import { useSite } from '../screens/SiteContext';
import { FormActions } from '../ui/FormActions';
import { canSubmit, NumberField, numberIn } from '../ui/NumberField';
import { useAction } from '../ui/useAction';
import { PREVIEW_DAYS, previewQuery } from './goalPreview';

type GoalType = 'event' | 'page' | 'scroll';

const TYPES: readonly { id: GoalType; label: string }[] = [
  { id: 'event', label: 'A custom event' },
  { id: 'page', label: 'A view of a page' },
  { id: 'scroll', label: 'A page scrolled so far' },
];
const MAX_PROPERTIES = 10;
const PER_CENT = { least: 1, most: 100, whole: true };

interface GoalFormProps {
  readonly goal?: GoalRequest;
  readonly onSave: (goal: GoalRequest) => Promise<void>;
  readonly onCancel: () => void;
}

/** Puts a goal together, and says how often it would have been reached. */
export function GoalForm({ goal, onSave, onCancel }: GoalFormProps) {
  const [type, setType] = useState<GoalType>(goal?.goal_type === 'page' ? (goal.scroll_threshold ? 'scroll' : 'page') : 'event');
  const [target, setTarget] = useState(goal?.event_name ?? goal?.page_path ?? '');
  const [properties, setProperties] = useState<readonly (readonly [string, string])[]>(Object.entries(goal?.custom_props ?? {}));
  const settled = useTyped(target);
  const settledProperties = JSON.parse(useTyped(JSON.stringify(properties))) as typeof properties;
  const { isBusy, problem, run } = useAction();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!canSubmit(event.currentTarget)) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim() || null;
    void run(() =>
      onSave({
        goal_type: type === 'event' ? 'event' : 'page',
        event_name: type === 'event' ? target.trim() || null : null,
        page_path: type === 'event' ? null : target.trim() || null,
        display_name: text('name'),
        scroll_threshold: type === 'scroll' ? numberIn(form, 'scroll') : null,
        currency: type === 'event' ? text('currency') : null,
        custom_props: Object.fromEntries(properties.filter(([key]) => key.trim() !== '').map(([key, value]) => [key.trim(), value])),
      }),
    );
  };
  const change = (at: number, part: 0 | 1, value: string) =>
    setProperties(properties.map((pair, index) => (index === at ? (part === 0 ? [value, pair[1]] : [pair[0], value]) : pair)));
  return (
    <form className="settings-form framed" onSubmit={submit} noValidate aria-label={goal ? `Edit the goal ${goal.display_name ?? ''}` : 'Add a goal'}>
      <label className="field">
        <span>Reached by</span>
        <select className="select" value={type} onChange={(event) => setType(event.target.value as GoalType)} autoFocus>
          {TYPES.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{type === 'event' ? 'Name of the event' : 'Path of the page'}</span>
        <ValueField kind={type === 'event' ? 'event' : 'page'} value={target} onChange={setTarget} placeholder={type === 'event' ? 'purchase' : '/checkout/**'} hint="goal-target" />
        <span className="meta" id="goal-target">
          {type === 'event' ? 'As the tracker or the app sends it.' : '* stands for any text without a slash, ** for any text.'}
        </span>
      </label>
      {settled !== '' && <Preview type={type} target={settled} properties={settledProperties} />}
      {type === 'scroll' && <NumberField name="scroll" label="Scrolled at least" range={PER_CENT} initial={goal?.scroll_threshold ?? 75} unit="% of its height" />}
      {type === 'event' && (
        <label className="field">
          <span>Currency of its revenue</span>
          <input className="input" name="currency" size={8} maxLength={3} placeholder="EUR" defaultValue={goal?.currency ?? ''} aria-describedby="goal-currency" />
          <span className="meta" id="goal-currency">
            Empty if it brings no revenue. Amounts in other currencies are left out; a goal of the same event with another name may have them.
          </span>
        </label>
      )}
      <fieldset className="stack tight">
        <legend className="legend">Only with these properties</legend>
        {properties.map(([key, value], at) => (
          <div className="row nowrap" key={at}>
            <input className="input grow" aria-label={`Property ${at + 1}`} placeholder="plan" value={key} onChange={(event) => change(at, 0, event.target.value)} />
            <span className="muted">is</span>
            <input className="input grow" aria-label={`Value of property ${at + 1}`} placeholder="team" value={value} onChange={(event) => change(at, 1, event.target.value)} />
            <button type="button" className="button icon" aria-label={`Remove property ${at + 1}`} onClick={() => setProperties(properties.filter((_, index) => index !== at))}>
              ✕
            </button>
          </div>
        ))}
        {properties.length < MAX_PROPERTIES && (
          <span>
            <button type="button" className="button" onClick={() => setProperties([...properties, ['', '']])}>
              Add a property
            </button>
          </span>
        )}
      </fieldset>
      <label className="field">
        <span>Name</span>
        <input className="input" name="name" maxLength={120} defaultValue={goal?.display_name ?? ''} placeholder={target || 'as the event or the page'} />
      </label>
      <FormActions save="Save the goal" isBusy={isBusy} problem={problem} onCancel={onCancel} />
    </form>
  );
}

interface PreviewProps {
  readonly type: GoalType;
  readonly target: string;
  readonly properties: readonly (readonly [string, string])[];
}

/** How many visitors have sent the event or seen the page, with the properties of the goal. */
function Preview({ type, target, properties }: PreviewProps) {
  const { site } = useSite();
  const query = previewQuery(site.domain, type === 'event', target, properties);
  const { data, error, loading } = useQuery(query);
  const visitors = loading ? null : numberOf(data?.results[0]?.metrics[0]);
  const count = (query.filters?.length ?? 1) - 1;
  const done = `${type === 'event' ? 'sent it' : 'saw it'}${count > 0 ? ` with ${nounOf(count, 'this property', 'these properties')}` : ''}`;
  return (
    <p className="meta number" role="status">
      {error ? error.message : visitors === null ? 'Looking …' : visitors === 0 ? `Nobody ${done} in the last ${PREVIEW_DAYS} days.` : `${formatCount(visitors)} ${nounOf(visitors, 'visitor')} ${done} in the last ${PREVIEW_DAYS} days.`}
    </p>
  );
}
