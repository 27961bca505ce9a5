import { useState, type FormEvent } from 'react';
import { json } from '../api/client';
import { store } from '../api/definitions';
import { useUndeleted } from '../api/deletions';
import { useJson } from '../api/useApi';
import { broadcastSignedOut } from '../api/session';
import type { components } from '../api/schema';
import type { Key } from '../api/types';
import { formatMoment } from '../format/dates';
import { useSite } from '../screens/SiteContext';
import { Copyable } from '../ui/Copyable';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { Confirm } from '../ui/Confirm';
import { deleteUndoably } from '../ui/deleteUndoably';

type KeyList = components['schemas']['KeyListAnswer'];
const KEYS = '/api/v1/keys';
const SCOPES = [
  ['stats', 'read statistics'],
  ['sites', 'change sites'],
  ['import', 'import events'],
] as const;

/** The keys of this site: made here, shown once. */
export function Keys() {
  const { site, session } = useSite();
  const { data, error, retry } = useJson<KeyList>(KEYS);
  const all = useUndeleted(KEYS, data?.keys);
  const [leaving, setLeaving] = useState<Key | null>(null);
  const [made, setMade] = useState<Key | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      setMade(await store<Key>(KEYS, 'POST', { name: form.get('name'), scopes: form.getAll('scope'), site: site.domain }));
      setProblem(null);
    } catch (failure) {
      setProblem((failure as Error).message);
    }
  };
  const remove = (key: Key) =>
    key.id === session?.key_id ? setLeaving(key) : deleteUndoably(`${KEYS}/${key.id}`, `The key “${key.name}” is deleted. What uses it is refused once this can’t be undone.`);
  const leave = async (key: Key) => {
    setLeaving(null);
    try {
      await json(`${KEYS}/${key.id}`, { method: 'DELETE' });
      broadcastSignedOut();
    } catch (failure) {
      setProblem((failure as Error).message);
    }
  };
  const keys = all?.filter((key) => key.site === null || key.site === site.domain);
  return (
    <div className="stack">
      <h2>Keys</h2>
      <form className="row" onSubmit={submit} noValidate>
        <label className="field">
          <span>Name</span>
          <input className="input" name="name" placeholder="dashboard on the wall" />
        </label>
        <fieldset className="row">
          <legend className="visually-hidden">What it may do</legend>
          {SCOPES.map(([scope, label]) => (
            <label className="option" key={scope}>
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'stats'} /> <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" className="button primary">
          Make a key
        </button>
      </form>
      {problem && (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
      {made?.key && (
        <div className="note good stack" role="status">
          <p>The key “{made.name}”, shown only this once:</p>
          <Copyable label="Key" text={made.key} />
        </div>
      )}
      {error ? (
        <Failure error={error} onRetry={retry} />
      ) : !keys ? (
        <SkeletonRows rows={3} />
      ) : keys.length === 0 ? (
        <Empty title="No key was made yet." />
      ) : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Keys">
          <table className="data">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">May</th>
                <th scope="col">Site</th>
                <th scope="col">Made</th>
                <th scope="col">
                  <span className="visually-hidden">Delete</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr key={key.id}>
                  <th scope="row">
                    {key.name} {key.id === session?.key_id && <span className="badge">in use here</span>}
                  </th>
                  <td>{key.scopes.join(', ')}</td>
                  <td>{key.site ?? 'all'}</td>
                  <td className="number">{formatMoment(key.created_at, site.timezone)}</td>
                  <td className="end">
                    <button type="button" className="button danger" onClick={() => remove(key)} aria-label={`Delete the key ${key.name}`}>
                      Delete
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {leaving && (
        <Confirm title="Delete the key you are signed in with?" action="Delete it and sign out" onConfirm={() => void leave(leaving)} onClose={() => setLeaving(null)}>
          <p>
            You are signed out at once, in all browsers that were signed in with “{leaving.name}”, and whatever else uses it is refused. This can’t be undone. Make sure that you have another key
            to sign in with.
          </p>
        </Confirm>
      )}
    </div>
  );
}
