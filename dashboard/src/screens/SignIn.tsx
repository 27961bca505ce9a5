import { useState, type FormEvent } from 'react';
import { ApiError, json } from '../api/client';
import type { components } from '../api/schema';
import { rememberSession, type Session } from '../api/session';
import { useJson } from '../api/useApi';
import { unicodeHost } from '../format/hosts';
import { Link } from '../url/Link';
import { navigate, ownAddress, useLocation } from '../url/location';
import { useTitle } from '../ui/useTitle';

/** One field for the access key. */
export default function SignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { search } = useLocation();
  const [isShown, setShown] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useTitle('Sign in');

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key') ?? '').trim();
    if (!key) {
      setProblem('Enter a key. The first start of the server printed the admin key.');
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const session = await json<Session>('/api/v1/session', { method: 'POST', body: { key }, ends: false });
      rememberSession(session);
      onSignedIn(session);
      navigate(ownAddress(new URLSearchParams(search).get('next')), { replace: true });
    } catch (error) {
      setProblem(explain(error));
      setBusy(false);
    }
  };

  return (
    <main className="sign-in" id="main">
      <form className="card stack" onSubmit={submit} noValidate>
        <h1>Sign in</h1>
        <label className="field">
          <span>Access key</span>
          <span className="row nowrap">
            <input
              className="input grow"
              name="key"
              type={isShown ? 'text' : 'password'}
              autoComplete="current-password"
              autoFocus
              spellCheck={false}
              aria-invalid={problem !== null}
              aria-describedby={problem ? 'key-problem' : 'key-hint'}
            />
            <button type="button" className="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? 'Hide' : 'Show'}
            </button>
          </span>
        </label>
        {problem ? (
          <p className="note bad" id="key-problem" role="alert">
            {problem}
          </p>
        ) : (
          <p className="meta" id="key-hint">
            The admin key that the first start printed, or a key that was made in the settings of a site. On the server, <code>analytics key add</code> makes another.
          </p>
        )}
        <button type="submit" className="button primary" disabled={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      <PublicSites />
    </main>
  );
}

/** Sites that may be looked at without a key; nothing while they are not known. */
function PublicSites() {
  const { data } = useJson<components['schemas']['PublicSiteListAnswer']>('/api/v1/sites/public');
  if (!data || data.sites.length === 0) return null;
  return (
    <section className="card stack public-sites" aria-label="Public sites">
      <h2>Public sites on this server</h2>
      <ul>
        {data.sites.map((domain) => (
          <li key={domain}>
            <Link href={`/s/${domain}`} dir="auto">
              {unicodeHost(domain)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.status === 401) return 'This key is not known here. Check that it was copied whole; it may also have been deleted.';
  if (error.status === 403) return 'This key lacks the right to read statistics. Ask for a key with the scope “stats”.';
  if (error.status === 429) return `Too many tries. Try again in ${error.retryAfter ?? 60} s.`;
  return error.message;
}
