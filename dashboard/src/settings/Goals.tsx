import { useState } from 'react';
import { pathOf } from '../api/definitions';
import { useGoals, type Goal } from '../api/goalList';
import { addGoal, changeGoal, requestOf, type GoalRequest } from '../api/goals';
import { readUsesOfGoal } from '../api/uses';
import { useQuery } from '../api/useApi';
import { formatCount, formatPercent, nounOf, numberOf } from '../format/numbers';
import { useSite } from '../screens/SiteContext';
import { Empty } from '../ui/States';
import { toast } from '../ui/Toasts';
import { DefinitionList } from './DefinitionList';
import { deleteUnlessUsed } from './deleteUnlessUsed';
import { ItemButtons } from './ItemButtons';
import { GoalForm } from './GoalForm';

/** What counts as a success, with what it did in the last 30 days. */
export function Goals() {
  const { site } = useSite();
  const { data, error, retry } = useGoals(site.domain);
  const [edited, setEdited] = useState<Goal | 'new' | null>(null);
  const hasGoals = (data?.length ?? 0) > 0;
  const reached = useQuery(hasGoals ? { site_id: site.domain, date_range: '30d', metrics: ['visitors', 'conversion_rate'], dimensions: ['event:goal'] } : null);
  const save = async (goal: GoalRequest, before?: Goal) => {
    const saved = await (before ? changeGoal(site.domain, before, goal) : addGoal(site.domain, goal));
    setEdited(null);
    toast(`The goal “${saved.display_name}” is saved. It applies to all of history.`);
  };
  const remove = ({ id, display_name: name }: Goal) =>
    deleteUnlessUsed({ path: pathOf(site.domain, 'goals', id), what: `goal “${name}”`, said: 'is deleted; its events stay.', readUses: () => readUsesOfGoal(site.domain, name) });
  return (
    <div className="stack">
      <div className="row">
        <h2>Goals</h2>
        <span className="spacer" />
        {edited === null && (
          <button type="button" className="button primary" onClick={() => setEdited('new')}>
            Add a goal
          </button>
        )}
      </div>
      <p className="muted">A goal is an event or a page that you want visitors to reach. It applies to all of history, from the moment it is defined.</p>
      {edited === 'new' && <GoalForm onSave={(goal) => save(goal)} onCancel={() => setEdited(null)} />}
      <DefinitionList
        items={data}
        error={error}
        onRetry={retry}
        empty={edited === null && <Empty title="No goal is defined yet. A first one may be the page that follows a purchase or a sign-up." />}
      >
        {(goal) => {
            const row = reached.data?.results.find((one) => one.dimensions[0] === goal.display_name);
            return (
              <li key={goal.id}>
                {typeof edited === 'object' && edited?.id === goal.id ? (
                  <GoalForm goal={requestOf(edited)} onSave={(changed) => save(changed, edited)} onCancel={() => setEdited(null)} />
                ) : (
                  <div className="definition">
                    <span className="definition-text">
                      <strong dir="auto">{goal.display_name}</strong>
                      <span className="meta" dir="auto">
                        {describe(goal)}
                      </span>
                    </span>
                    <span className="number meta definition-number">
                      {reached.data && `${formatCount(numberOf(row?.metrics[0]) ?? 0)} ${nounOf(numberOf(row?.metrics[0]) ?? 0, 'visitor')} · ${formatPercent(numberOf(row?.metrics[1]) ?? 0)} in 30 days`}
                    </span>
                    <ItemButtons item={`the goal ${goal.display_name}`} onEdit={() => setEdited(goal)} onDelete={() => void remove(goal)} />
                  </div>
                )}
              </li>
            );
        }}
      </DefinitionList>
    </div>
  );
}

function describe(goal: Goal): string {
  const what = goal.goal_type === 'event' ? `event ${goal.event_name}` : goal.scroll_threshold ? `${goal.scroll_threshold} % of ${goal.page_path} scrolled` : `page ${goal.page_path}`;
  const properties = Object.entries(goal.custom_props).map(([key, value]) => `${key} is ${value}`);
  return [what, ...(goal.currency ? [`revenue in ${goal.currency}`] : []), ...properties].join(' · ');
}
