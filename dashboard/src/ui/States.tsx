import { useEffect, useState, type ReactNode } from 'react';
import { ApiError } from '../api/client';
import { copyText } from './copyText';

/** What went wrong, with a way on. Too many requests count down and go on by themselves. */
export function Failure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { retryAfter: wait, requestId } = error instanceof ApiError ? error : { retryAfter: undefined, requestId: undefined };
  const [left, setLeft] = useState(wait ?? 0);
  useEffect(() => {
    setLeft(wait ?? 0);
    if (!wait) return;
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [wait, error]);
  useEffect(() => {
    if (wait && left === 0) onRetry();
  }, [left, wait, onRetry]);
  return (
    <div className="empty" role="alert">
      <p>{error.message}</p>
      {left > 0 && <p className="number">Goes on in {left} s.</p>}
      <span className="row">
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
        {requestId && (
          <button type="button" className="button plain" title={requestId} onClick={() => void copyText(requestId, 'The request’s id is copied; the server’s log has it.')}>
            Copy the request’s id
          </button>
        )}
      </span>
    </div>
  );
}

/** A place without data, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{title}</p>
      {children}
    </div>
  );
}

/** Rows of the size that the data will have. */
export function SkeletonRows({ rows, height = 32 }: { rows: number; height?: number }) {
  return (
    <div aria-hidden="true" style={{ display: 'grid', gap: 4 }}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton" style={{ height: height - 4, width: `${100 - ((row * 7) % 40)}%` }} />
      ))}
    </div>
  );
}
