import { useState, type FormEvent } from 'react';
import { useGoals } from '../api/goalList';
import { useSite } from '../screens/SiteContext';
import { FormActions } from '../ui/FormActions';
import { canSubmit, NumberField, numberIn } from '../ui/NumberField';
import { useAction } from '../ui/useAction';
import { HOURS, kindOf, KINDS, metricsOf, MINUTES, nameOfMetric, type Alert, type AlertRequest } from './alerts';

interface AlertFormProps {
  readonly alert?: Alert;
  readonly onSave: (alert: AlertRequest) => Promise<void>;
  readonly onCancel: () => void;
}

/** Puts an alert together: what it watches for, and whom it tells. */
export function AlertForm({ alert, onSave, onCancel }: AlertFormProps) {
  const { site } = useSite();
  const [id, setId] = useState(kindOf(alert?.kind ?? '').id);
  const kind = kindOf(id);
  const goals = useGoals(site.domain);
  const [goalName, setGoalName] = useState(alert?.goal ?? '');
  const metrics = metricsOf(goals.data?.find((goal) => goal.display_name === goalName));
  const { isBusy, problem, run } = useAction();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!canSubmit(event.currentTarget)) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim() || null;
    void run(() =>
      onSave({ name: text('name'), kind: id, url: text('url'), threshold: numberIn(form, 'threshold'), hours: numberIn(form, 'hours'), minutes: numberIn(form, 'minutes'), metric: text('metric') as AlertRequest['metric'], goal: text('goal') }),
    );
  };
  // What another kind had means nothing to this one.
  const known = alert?.kind === id ? alert : undefined;
  return (
    <form className="settings-form framed" onSubmit={submit} noValidate aria-label={alert ? `Edit the alert ${alert.name}` : 'Add an alert'}>
      <label className="field">
        <span>Tell about</span>
        <select className="select" value={id} onChange={(event) => setId(kindOf(event.target.value).id)} autoFocus>
          {KINDS.map((one) => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      {kind.needs.includes('goal') && (
        <label className="field">
          <span>Goal</span>
          <select className="select" name="goal" key={`goals-${goals.data?.length ?? 0}`} defaultValue={goalName} onChange={(event) => setGoalName(event.target.value)}>
            {!kind.needsGoal && <option value="">Any event</option>}
            {(goals.data ?? []).map((goal) => (
              <option key={goal.id}>{goal.display_name}</option>
            ))}
          </select>
        </label>
      )}
      {kind.needs.includes('metric') && (
        <label className="field">
          <span>Of</span>
          <select className="select" name="metric" key={metrics.join()} defaultValue={known?.metric ?? metrics[0]}>
            {metrics.map((metric) => (
              <option key={metric} value={metric}>
                {nameOfMetric(metric)}
              </option>
            ))}
          </select>
        </label>
      )}
      {kind.threshold && <NumberField key={`threshold-${id}`} name="threshold" label={kind.threshold[0]} range={kind.threshold[2]} initial={known?.threshold ?? kind.threshold[1]} />}
      {kind.needs.includes('hours') && (
        <NumberField key={`hours-${id}`} name="hours" label={id === 'conversion' ? 'Over hours' : 'Hours of the average'} range={HOURS} initial={known?.hours ?? 24} />
      )}
      {kind.needs.includes('minutes') && <NumberField name="minutes" label="Minutes without an event" range={MINUTES} initial={known?.minutes ?? 60} />}
      <label className="field">
        <span>Name</span>
        <input className="input" name="name" maxLength={200} defaultValue={alert?.name ?? ''} />
      </label>
      <label className="field">
        <span>Address of the webhook</span>
        <input className="input" name="url" type="url" maxLength={2000} defaultValue={alert?.url ?? ''} placeholder="https://hooks.example/alerts" />
        <span className="meta">It gets a POST with JSON, signed with the alert’s secret.</span>
      </label>
      <FormActions save="Save the alert" isBusy={isBusy} problem={problem} onCancel={onCancel} />
    </form>
  );
}
