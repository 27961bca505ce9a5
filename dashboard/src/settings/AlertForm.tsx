import { useState, type FormEvent } from 'react';
import { useGoals } from '../api/goalList';
import { useSite } from '../screens/SiteContext';
import { FormActions } from '../ui/FormActions';
import { useAction } from '../ui/useAction';
import { kindOf, KINDS, metricsOf, nameOfMetric, type Alert, type AlertRequest } from './alerts';

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
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim() || null;
    const number = (name: string) => (text(name) === null ? null : Number(text(name)));
    void run(() =>
      onSave({ name: text('name'), kind: id, url: text('url'), threshold: number('threshold'), hours: number('hours'), minutes: number('minutes'), metric: text('metric') as AlertRequest['metric'], goal: text('goal') }),
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
      {kind.threshold && (
        <label className="field" key={`threshold-${id}`}>
          <span>{kind.threshold[0]}</span>
          <input className="input" name="threshold" inputMode="decimal" size={8} defaultValue={known?.threshold ?? kind.threshold[1]} />
        </label>
      )}
      {kind.needs.includes('hours') && (
        <label className="field" key={`hours-${id}`}>
          <span>{id === 'conversion' ? 'Over hours' : 'Hours of the average'}</span>
          <input className="input" name="hours" inputMode="numeric" size={8} defaultValue={known?.hours ?? 24} />
        </label>
      )}
      {kind.needs.includes('minutes') && (
        <label className="field">
          <span>Minutes without an event</span>
          <input className="input" name="minutes" inputMode="numeric" size={8} defaultValue={known?.minutes ?? 60} />
        </label>
      )}
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
