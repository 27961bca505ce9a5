import { useEffect, useState, type FormEvent } from 'react';
import { ApiError, json } from '../api/client';
import { keepBearer, keptBearer, onSignedOut, rememberBearer, SESSION, type Session } from '../api/session';
import { forgetAnswers } from '../api/useApi';
import { SiteLayout } from '../screens/SiteLayout';
import { Problem } from '../ui/Problem';
import { Refusal } from '../ui/Refusal';
import { Empty, Failure } from '../ui/States';
import { useTitle } from '../ui/useTitle';

type Opened = { readonly session: Session } | { readonly asks: 'password' | 'password again' } | { readonly error: Error } | null;

/** A site as a shared link shows it: all that can be read, and nothing to change. */
export default function Shared({ token, section }: { token: string; section: string }) {
  const [opened, setOpened] = useState<Opened>(null);
  const open = async (password?: string) => {
    try {
      const kept = password === undefined ? keptBearer(token) : null;
      rememberBearer(kept);
      if (kept !== null) {
        const session = await reopened();
        if (session) return setOpened({ session });
        keepBearer(token, null);
        rememberBearer(null);
      }
      const session = await json<Session>(SESSION, { method: 'POST', body: { link: token, ...(password === undefined ? {} : { password }) }, ends: false });
      rememberBearer(session.bearer ?? null);
      if (password !== undefined) keepBearer(token, session.bearer ?? null);
      setOpened({ session });
    } catch (error) {
      const code = error instanceof ApiError ? error.code : undefined;
      setOpened(code === 'password_required' ? { asks: 'password' } : code === 'password_wrong' ? { asks: 'password again' } : { error: error as Error });
    }
  };
  useEffect(() => {
    void open();
    const end = onSignedOut(() => {
      forgetAnswers();
      keepBearer(token, null);
      setOpened({ error: new ApiError(401, 'This link was ended. Ask the one who gave it to you for another.') });
    });
    return () => {
      end();
      rememberBearer(null);
      forgetAnswers();
    };
    // The link alone says what is opened.
  }, [token]);

  if (opened && 'session' in opened) {
    const [domain] = opened.session.sites ?? [];
    if (domain) return <SiteLayout domain={domain} section={section} session={opened.session} root={`/v/${encodeURIComponent(token)}`} readOnly />;
  }
  if (opened && 'asks' in opened) return <Password isWrong={opened.asks === 'password again'} onTry={open} />;
  if (opened === null) return <main className="page" id="main" aria-busy="true" />;
  const { error } = opened as { readonly error: Error };
  return (
    <Refusal title="Shared statistics" hasSites={false}>
      {error instanceof ApiError && (error.status === 401 || error.status === 404) ? <Empty title={error.message} /> : <Failure error={error} onRetry={() => void open()} />}
    </Refusal>
  );
}

/** What the kept bearer still opens; null if it was refused, because the link has ended or got another password. */
async function reopened(): Promise<Session | null> {
  try {
    return await json<Session>(SESSION, { ends: false });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

function Password({ isWrong, onTry }: { isWrong: boolean; onTry: (password: string) => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  useTitle('Shared statistics');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    await onTry(String(new FormData(event.currentTarget).get('password') ?? ''));
    setBusy(false);
  };
  return (
    <main className="sign-in" id="main">
      <form className="card stack" onSubmit={submit} noValidate>
        <h1>Shared statistics</h1>
        <label className="field">
          <span>Password</span>
          <input className="input" name="password" type="password" autoComplete="off" autoFocus aria-invalid={isWrong} aria-describedby="link-password" />
        </label>
        {isWrong ? (
          <Problem id="link-password" text="That is not the password of this link. Ask the one who gave you the link." />
        ) : (
          <p className="meta" id="link-password">
            The one who gave you this link has given it a password.
          </p>
        )}
        <button type="submit" className="button primary" disabled={isBusy}>
          {isBusy ? 'Opening …' : 'Open'}
        </button>
      </form>
    </main>
  );
}
