import { lazy, Suspense, useEffect, useState } from 'react';
import { ApiError } from './api/client';
import { currentSession, may, onRenewed, onSignedOut, rememberSession, SESSION, type Session } from './api/session';
import { forgetAnswers, known, read, refresh, useRevisits } from './api/useApi';
import { isEmbedded } from './sharing/embedding';
import { SiteLayout } from './screens/SiteLayout';
import { keysAreOn } from './screens/useKeys';
import { Boundary } from './ui/Boundary';
import { Empty, Failure } from './ui/States';
import { BareHeader, Header } from './ui/Header';
import { Offline } from './ui/Offline';
import { Refusal } from './ui/Refusal';
import { Toasts } from './ui/Toasts';
import { navigate, partsOf, useLocation } from './url/location';

const SignIn = lazy(() => import('./screens/SignIn'));
const Sites = lazy(() => import('./sites/Sites'));
const Help = lazy(() => import('./ui/Help'));
const Jobs = lazy(() => import('./screens/Jobs'));
const Shared = lazy(() => import('./sharing/Shared'));
const NewSite = lazy(() => import('./screens/NewSite'));

/** The whole page: who is there, and which screen the address means. */
export function App() {
  const { path, search } = useLocation();
  const isShared = path.startsWith('/v/');
  const isFramed = isShared && isEmbedded(search);
  const [session, setSession] = useState<Session | null | undefined>(() => (isShared ? undefined : known(SESSION)));
  const [problem, setProblem] = useState<Error | null>(null);
  const [isHelping, setHelping] = useState(false);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    // A shared link is read for what it shows, whoever is signed in.
    if (isShared) {
      setSession(null);
      return;
    }
    read<Session>(SESSION)
      .then((found) => {
        rememberSession(found);
        setSession(found);
        setProblem(null);
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) setSession(null);
        else setProblem(error as Error);
      });
  }, [tries, isShared]);

  useEffect(
    () =>
      onSignedOut(() => {
        forgetAnswers();
        setSession(null);
      }),
    [],
  );

  useEffect(
    () =>
      onRenewed(() => {
        forgetAnswers();
        setSession(currentSession());
        refresh();
      }),
    [],
  );

  useRevisits();
  useEffect(() => {
    // Nothing loses a focus that nothing had.
    document.addEventListener('focusin', () => void import('./ui/keepFocus').then(({ keepFocus }) => keepFocus()), { once: true });
  }, []);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-framed', isFramed);
    document.documentElement.toggleAttribute('data-transparent', isFramed && new URLSearchParams(search).get('bg') === 'transparent');
  }, [isFramed, search]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === '?' && keysAreOn() && !(event.target as HTMLElement).closest?.('input, select, textarea, dialog')) setHelping(true);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  // Without a session a site may still be public: its own requests decide, not this one.
  const needsSession = session === null && !path.startsWith('/s/') && !isShared && path !== '/sign-in';
  useEffect(() => {
    if (needsSession) navigate(`/sign-in?next=${encodeURIComponent(path + search)}`, { replace: true });
  }, [needsSession, path, search]);

  if (problem) {
    return (
      <Refusal title="No answer" hasSites={false}>
        <Failure error={problem} onRetry={() => setTries(tries + 1)} />
      </Refusal>
    );
  }
  if (session === undefined || needsSession) {
    return (
      <>
        <BareHeader />
        <main className="page" id="main" aria-busy="true" />
      </>
    );
  }
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      {!isFramed && <Header session={session} isShared={isShared} onHelp={() => setHelping(true)} />}
      <Boundary place={path}>
        <Suspense fallback={<main className="page" id="main" aria-busy="true" />}>
          <Screen path={path} session={session} onSignedIn={setSession} />
        </Suspense>
      </Boundary>
      {isHelping && (
        <Suspense>
          <Help onClose={() => setHelping(false)} />
        </Suspense>
      )}
      <Offline />
      <Toasts />
    </>
  );
}

function Screen({ path, session, onSignedIn }: { path: string; session: Session | null; onSignedIn: (session: Session) => void }) {
  const parts = partsOf(path);
  if (!parts) return <NotFound />;
  const [first, second, ...rest] = parts;
  if (first === 'v' && second) return <Shared key={second} token={second} section={rest.join('/')} />;
  // Who was signed out asks for the site again: it is shown to them if it is public, and hidden at once if not.
  if (first === 's' && second) return <SiteLayout key={session === null ? `${second} in public` : second} domain={second} section={rest.join('/')} session={session} root={`/s/${second}`} />;
  if (first === 'sign-in' || session === null) return <SignIn onSignedIn={onSignedIn} />;
  if (first === undefined) return <Sites session={session} />;
  if (first === 'new') return may(session, 'sites') ? <NewSite /> : <NotAllowed title="Add a site" scope="sites" />;
  if (first === 'jobs') return may(session, 'admin') ? <Jobs id={second} /> : <NotAllowed title="Jobs" scope="admin" />;
  return <NotFound />;
}

/** A screen that the session's key may not use, and the scope that a key needs for it. */
function NotAllowed({ title, scope }: { title: string; scope: string }) {
  return (
    <Refusal title={title}>
      <Empty title={`This key may not do that. A key with the scope “${scope}” may.`} />
    </Refusal>
  );
}

function NotFound() {
  return (
    <Refusal title="Not found">
      <Empty title="There is nothing at this address." />
    </Refusal>
  );
}
