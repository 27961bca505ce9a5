import { useState } from 'react';
import { MAX_HALF_LIFE, MAX_WINDOW, type Average } from '../chart/average';
import type { Interval } from '../dates/intervals';

/** The fields for an average of another window, or for an exponential one. */
export default function AverageForm({ interval, onChoose }: { interval: Interval; onChoose: (average: Average) => void }) {
  const [custom, setCustom] = useState('');
  const [kind, setKind] = useState<'simple' | 'exponential'>('simple');
  const number = Number(custom);
  const isValid = kind === 'simple' ? Number.isInteger(number) && number >= 2 && number <= MAX_WINDOW : number >= 0.5 && number <= MAX_HALF_LIFE;
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) onChoose(kind === 'simple' ? { kind, window: number } : { kind, halfLife: number });
      }}
    >
      <div className="row nowrap">
        <select className="select grow" aria-label="Kind of average" value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
          <option value="simple">Window of {interval}s</option>
          <option value="exponential">Half-life in {interval}s</option>
        </select>
        <input
          className="input"
          inputMode="decimal"
          size={5}
          aria-label={kind === 'simple' ? `Window, 2 to ${MAX_WINDOW}` : `Half-life, 0.5 to ${MAX_HALF_LIFE}`}
          placeholder={kind === 'simple' ? '2–10000' : '0.5–300'}
          value={custom}
          onChange={(event) => setCustom(event.target.value)}
        />
        <button type="submit" className="button" disabled={!isValid}>
          Use
        </button>
      </div>
    </form>
  );
}
