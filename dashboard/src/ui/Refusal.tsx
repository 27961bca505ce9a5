import type { ReactNode } from 'react';
import { Link } from '../url/Link';
import { useTitle } from './useTitle';

interface RefusalProps {
  readonly title: string;
  /** Whether there are sites to go back to; whoever reads by a link sees but one. */
  readonly hasSites?: boolean;
  readonly children: ReactNode;
}

/** A screen that can't be shown: its heading, the reason, and a way on. */
export function Refusal({ title, hasSites = true, children }: RefusalProps) {
  useTitle(title);
  return (
    <main className="page" id="main">
      <div className="card">
        <h1 tabIndex={-1}>{title}</h1>
        {children}
        {hasSites && (
          <p className="way-back">
            <Link href="/">To the sites</Link>
          </p>
        )}
      </div>
    </main>
  );
}
