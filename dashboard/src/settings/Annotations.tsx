import { useState } from 'react';
import { changeDefinition } from '../api/changeDefinition';
import { addDefinition, pathOf, useDefinitions, type Definition } from '../api/definitions';
import AnnotationForm from '../annotations/AnnotationForm';
import { formatAt } from '../annotations/annotations';
import { useSite } from '../screens/SiteContext';
import { Empty } from '../ui/States';
import { deleteUndoably } from '../ui/deleteUndoably';
import { DefinitionList } from './DefinitionList';
import { ItemButtons } from './ItemButtons';

/** Notes on the chart, newest first. */
export function Annotations() {
  const { site, today } = useSite();
  const { data, error, retry } = useDefinitions(site.domain, 'annotations');
  const [edited, setEdited] = useState<Definition<'annotations'> | 'new' | null>(null);
  const sorted = data && [...data].sort((one, other) => (one.content.at < other.content.at ? 1 : -1));
  const remove = (note: Definition<'annotations'>) => deleteUndoably(pathOf(site.domain, 'annotations', note.id), `“${note.name}” is deleted.`);
  return (
    <div className="stack">
      <div className="row">
        <h2>Annotations</h2>
        <span className="spacer" />
        {edited === null && (
          <button type="button" className="button primary" onClick={() => setEdited('new')}>
            Add a note
          </button>
        )}
      </div>
      <p className="muted">A note marks a day or a minute on the charts: a release, a campaign, an outage.</p>
      {edited === 'new' && <AnnotationForm at={today} onSave={(draft) => addDefinition(site.domain, 'annotations', draft)} onDone={() => setEdited(null)} />}
      <DefinitionList
        items={sorted}
        error={error}
        onRetry={retry}
        empty={edited === null && <Empty title="There is no note yet. On a chart, Shift+N adds one where you are." />}
      >
        {(note) => (
            <li key={note.id}>
              {typeof edited === 'object' && edited?.id === note.id ? (
                <AnnotationForm note={edited} at={edited.content.at} onSave={(draft) => changeDefinition(site.domain, 'annotations', edited, draft)} onDone={() => setEdited(null)} />
              ) : (
                <div className="definition">
                  <span className="definition-text">
                    <strong dir="auto">{note.name}</strong>
                    <span className="meta number">
                      {formatAt(note.content.at, today)}
                      {note.personal && ' · only you see it'}
                    </span>
                  </span>
                  <ItemButtons item={`the note ${note.name}`} onEdit={() => setEdited(note)} onDelete={() => remove(note)} />
                </div>
              )}
            </li>
        )}
      </DefinitionList>
    </div>
  );
}
