import { useState } from 'react';
import { json } from '../api/client';
import { unicodeHost } from '../format/hosts';
import { useSite } from '../screens/SiteContext';
import { navigate } from '../url/location';

/** Deletes the site once its name was typed. */
export function Danger() {
  const { site } = useSite();
  const name = unicodeHost(site.domain);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async () => {
    try {
      await json(`/api/v1/sites/${encodeURIComponent(site.domain)}`, { method: 'DELETE' });
      navigate('/');
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <div className="settings-form">
      <h2>Delete the site</h2>
      <p>Its events are refused from then on, and all that is stored of it is erased for ever: events, statistics and definitions.</p>
      <label className="field">
        <span>
          Type <code>{name}</code>
        </span>
        <input className="input" value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
      </label>
      {problem && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
      <button type="button" className="button danger" disabled={![name, site.domain].includes(typed)} onClick={remove}>
        Delete {name}
      </button>
    </div>
  );
}
