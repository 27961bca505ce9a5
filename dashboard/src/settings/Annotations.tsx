import { useState } from 'react';
import { deleteDefinition, saveDefinition, useDefinitions, type Definition } from '../api/definitions';
import { AnnotationForm } from '../annotations/AnnotationForm';
import { formatAt } from '../annotations/annotations';
import { useSite } from '../screens/SiteContext';
import { Empty } from '../ui/States';
import { announce } from '../ui/Toasts';
import { DefinitionList } from './DefinitionList';

/** Notes on the chart, newest first. */
export function Annotations() {
  const { site, today } = useSite();
  const { data, error, retry } = useDefinitions(site.domain, 'annotations');
  const [edited, setEdited] = useState<string | null>(null);
  const sorted = data && [...data].sort((one, other) => (one.content.at < other.content.at ? 1 : -1));
  const remove = (note: Definition<'annotations'>) =>
    announce(
      () => deleteDefinition(site.domain, 'annotations', note.id),
      `“${note.name}” is deleted.`,
      () => saveDefinition(site.domain, 'annotations', note),
    );
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
      {edited === 'new' && <AnnotationForm at={today} onDone={() => setEdited(null)} />}
      <DefinitionList
        items={sorted}
        error={error}
        onRetry={retry}
        empty={edited === null && <Empty title="There is no note yet. On a chart, Shift+N adds one where you are." />}
      >
        {(note) => (
            <li key={note.id}>
              {edited === note.id ? (
                <AnnotationForm note={note} at={note.content.at} onDone={() => setEdited(null)} />
              ) : (
                <div className="definition">
                  <span className="definition-text">
                    <strong dir="auto">{note.name}</strong>
                    <span className="meta number">
                      {formatAt(note.content.at, today)}
                      {note.personal && ' · only you see it'}
                    </span>
                  </span>
                  <button type="button" className="button" aria-label={`Edit the note ${note.name}`} onClick={() => setEdited(note.id)}>
                    Edit
                  </button>
                  <button type="button" className="button danger" aria-label={`Delete the note ${note.name}`} onClick={() => remove(note)}>
                    Delete
                  </button>
                </div>
              )}
            </li>
        )}
      </DefinitionList>
    </div>
  );
}
