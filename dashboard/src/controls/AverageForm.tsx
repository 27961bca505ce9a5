import { useId, useState } from 'react';
import { MAX_HALF_LIFE, MAX_WINDOW, type Average } from '../chart/average';
import type { Interval } from '../dates/intervals';
import { numberProblem, readNumber } from '../format/readNumber';

/** Chooses an average that is none of the usual ones. */
export default function AverageForm({ interval, onChoose }: { interval: Interval; onChoose: (average: Average) => void }) {
  const said = useId();
  const [custom, setCustom] = useState('');
  const [kind, setKind] = useState<'simple' | 'exponential'>('simple');
  const number = readNumber(custom) ?? NaN;
  const problem = numberProblem(custom, kind === 'simple' ? { least: 2, most: MAX_WINDOW, whole: true } : { least: 0.5, most: MAX_HALF_LIFE });
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (!problem) onChoose(kind === 'simple' ? { kind, window: number } : { kind, halfLife: number });
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
          aria-describedby={said}
          value={custom}
          onChange={(event) => setCustom(event.target.value)}
        />
        <button type="submit" className="button" disabled={problem !== undefined}>
          Use
        </button>
      </div>
      {problem && custom.trim() !== '' && (
        <p className="meta tone-bad" id={said} role="status">
          {problem}
        </p>
      )}
    </form>
  );
}
