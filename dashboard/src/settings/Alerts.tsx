import { useState } from 'react';
import { merged } from '../api/changes';
import { json } from '../api/client';
import { store } from '../api/definitions';
import { useUndeleted } from '../api/deletions';
import type { components } from '../api/schema';
import { useJson } from '../api/useApi';
import { inWords } from '../api/wording';
import { formatMoment } from '../format/dates';
import { useSite } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { Empty } from '../ui/States';
import { deleteUndoably } from '../ui/deleteUndoably';
import { AlertForm } from './AlertForm';
import { deliveryOf, kindOf, requestOf, type Alert, type AlertRequest } from './alerts';
import { DefinitionList } from './DefinitionList';
import { ItemButtons } from './ItemButtons';

type AlertList = components['schemas']['AlertListAnswer'];

/** What the site's people are told about, with its last incidents and what became of telling them. */
export function Alerts() {
  const { site } = useSite();
  const path = `/api/v1/sites/${encodeURIComponent(site.domain)}/alerts`;
  const { data, error, retry } = useJson<AlertList>(path);
  const alerts = useUndeleted(path, data?.alerts);
  const [edited, setEdited] = useState<Alert | 'new' | null>(null);
  const [made, setMade] = useState<Alert | null>(null);
  const add = async (alert: AlertRequest) => {
    setMade(await store<Alert>(path, 'POST', alert));
    setEdited(null);
  };
  // What others changed since the form was opened stays.
  const change = async (before: Alert, after: AlertRequest) => {
    const { alerts } = await json<AlertList>(path);
    const stored = alerts.find(({ id }) => id === before.id) ?? before;
    await store(`${path}/${before.id}`, 'PUT', merged(requestOf(before), after, requestOf(stored)));
    setEdited(null);
  };
  const remove = (alert: Alert) => deleteUndoably(`${path}/${alert.id}`, `The alert “${alert.name}” is deleted.`);
  return (
    <div className="stack">
      <div className="row">
        <h2>Alerts</h2>
        <span className="spacer" />
        {edited === null && (
          <button type="button" className="button primary" onClick={() => setEdited('new')}>
            Add an alert
          </button>
        )}
      </div>
      <p className="muted">An alert is evaluated each minute and tells a webhook, once an hour at most.</p>
      {made?.secret && (
        <div className="note good stack" role="status">
          <p>The secret of the signatures of “{made.name}”, shown only this once:</p>
          <Copyable label="Secret" text={made.secret} />
        </div>
      )}
      {edited === 'new' && <AlertForm onSave={add} onCancel={() => setEdited(null)} />}
      <DefinitionList items={alerts} error={error} onRetry={retry} empty={edited === null && <Empty title="There is no alert yet. A first one may tell when no event has come for an hour." />}>
        {(alert) => (
          <li key={alert.id} className="stack tight shared-link">
            {typeof edited === 'object' && edited?.id === alert.id ? (
              <AlertForm alert={edited} onSave={(changed) => change(edited, changed)} onCancel={() => setEdited(null)} />
            ) : (
              <>
                <div className="definition">
                  <span className="definition-text">
                    <strong dir="auto">{alert.name}</strong>
                    <span className="meta">{kindOf(alert.kind).describe(alert)}</span>
                    <span className="meta" dir="auto">
                      {alert.url}
                    </span>
                  </span>
                  <ItemButtons item={`the alert ${alert.name}`} onEdit={() => setEdited(alert)} onDelete={() => remove(alert)} />
                </div>
                <History alert={alert} zone={site.timezone} />
              </>
            )}
          </li>
        )}
      </DefinitionList>
    </div>
  );
}

function History({ alert, zone }: { alert: Alert; zone: string }) {
  if (alert.incidents.length === 0) return <p className="meta">It has told nothing yet.</p>;
  return (
    <details>
      <summary className="meta">
        The last of {alert.incidents.length} {alert.incidents.length === 1 ? 'incident' : 'incidents'}: {formatMoment(alert.incidents[0]!.at, zone)}
      </summary>
      <ul className="incidents">
        {alert.incidents.map((incident) => (
          <li key={incident.id}>
            <span className="number meta">{formatMoment(incident.at, zone)}</span> {inWords(incident.message)} <span className="meta">{deliveryOf(incident)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
