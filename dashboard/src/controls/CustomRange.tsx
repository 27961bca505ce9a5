import { useState } from 'react';
import { isDay } from '../dates/days';

interface CustomRangeProps {
  readonly first: string;
  readonly last: string;
  readonly today: string;
  readonly onChoose: (from: string, to: string) => void;
}

/** Two days of the site's calendar; the browser's own fields have the keyboard and the calendar. */
export default function CustomRange({ first, last, today, onChoose }: CustomRangeProps) {
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState(last > today ? today : last);
  const problem = !isDay(from) || !isDay(to) ? 'Choose two days.' : from > to ? 'The range ends before it begins.' : null;
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (!problem) onChoose(from, to);
      }}
    >
      <div className="row nowrap">
        <label className="field grow">
          <span className="meta">From</span>
          <input className="input" type="date" value={from} max={today} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label className="field grow">
          <span className="meta">To</span>
          <input className="input" type="date" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
      </div>
      {problem && (
        <p className="tone-bad" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="button" disabled={problem !== null}>
        Show this range
      </button>
    </form>
  );
}
