import { useState } from 'react';
import { json } from '../api/client';
import { finishDeletions } from '../api/deletions';
import { broadcastSignedOut, may, type Session } from '../api/session';
import { Link } from '../url/Link';
import { Item, Menu } from './Menu';
import { chooseClock, currentClock, type Clock } from '../format/dates';
import { chooseTheme, currentTheme, type Theme } from './theme';
import { toast } from './Toasts';

const THEMES: readonly { id: Theme; label: string }[] = [
  { id: 'auto', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
];

const CLOCKS: readonly { id: Clock; label: string }[] = [
  { id: 'auto', label: 'As the language' },
  { id: 'h23', label: '24 hours' },
  { id: 'h12', label: '12 hours' },
];

/** The bar at the top: where one is, and what belongs to the person. */
export function Header({ session, isShared, onHelp }: { session: Session | null; isShared: boolean; onHelp: () => void }) {
  const [theme, setTheme] = useState(currentTheme);
  const signOut = async () => {
    try {
      await finishDeletions();
      await json('/api/v1/session', { method: 'DELETE', ends: false });
      broadcastSignedOut();
    } catch (error) {
      toast(`Signing out failed: ${(error as Error).message}`);
    }
  };
  return (
    <header className="topbar">
      <div className="topbar-inner">
        <Brand isLink={!isShared} />
        <span className="spacer" />
        {may(session, 'admin') && (
          <Link href="/jobs" className="button plain">
            Jobs
          </Link>
        )}
        <button type="button" className="button plain icon" aria-label="Help and keys" title="Help and keys (?)" onClick={onHelp}>
          ?
        </button>
        <Menu label={<span aria-hidden="true">☾</span>} name="Theme and account" className="plain icon" end>
          {(close) => (
            <>
              <div className="item-group">Theme</div>
              {THEMES.map(({ id, label }) => (
                <Item
                  key={id}
                  checked={theme === id}
                  onChoose={() => {
                    chooseTheme(id);
                    setTheme(id);
                    close();
                  }}
                >
                  {label}
                </Item>
              ))}
              <div className="separator" />
              <div className="item-group">Clock</div>
              {CLOCKS.map(({ id, label }) => (
                <Item key={id} checked={currentClock() === id} onChoose={() => chooseClock(id)}>
                  {label}
                </Item>
              ))}
              {session && (
                <>
                  <div className="separator" />
                  <div className="item-group">Signed in with the key “{session.name}”</div>
                  <Item onChoose={signOut}>Sign out</Item>
                </>
              )}
            </>
          )}
        </Menu>
      </div>
    </header>
  );
}

/** The bar while it is not known who is there, as index.html has it. */
export function BareHeader() {
  return (
    <header className="topbar">
      <div className="topbar-inner">
        <Brand isLink={false} />
      </div>
    </header>
  );
}

/** The sign of the page, which leads to all sites; who reads by a link sees but one. */
function Brand({ isLink }: { isLink: boolean }) {
  const sign = (
    <>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="var(--accent)" />
        <path d="M5 21c6-1 8-4 11-6s7-2 11-6" fill="none" stroke="var(--on-accent)" strokeWidth="3.5" strokeLinecap="round" />
      </svg>
      <span className="brand-name">Analytics</span>
    </>
  );
  return isLink ? (
    <Link href="/" className="brand" title="All sites">
      {sign}
      <span className="visually-hidden">: all sites</span>
    </Link>
  ) : (
    <span className="brand">{sign}</span>
  );
}
