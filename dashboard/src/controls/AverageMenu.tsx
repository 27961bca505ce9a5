import { useState } from 'react';
import { MAX_HALF_LIFE, MAX_WINDOW, nameOf, presets, type Average } from '../chart/average';
import type { Interval } from '../dates/intervals';
import { capital } from '../format/text';
import { Item, Menu } from '../ui/Menu';

interface AverageMenuProps {
  readonly average: Average | 'off';
  readonly interval: Interval;
  readonly onChoose: (average: Average | 'off') => void;
}

/** Chooses the moving average: off, a usual window, another one, or an exponential one. */
export function AverageMenu({ average, interval, onChoose }: AverageMenuProps) {
  const [custom, setCustom] = useState('');
  const [kind, setKind] = useState<'simple' | 'exponential'>('simple');
  const number = Number(custom);
  const isValid = kind === 'simple' ? Number.isInteger(number) && number >= 2 && number <= MAX_WINDOW : number >= 0.5 && number <= MAX_HALF_LIFE;
  const label = average === 'off' ? 'Average off' : capital(nameOf(average, interval));
  return (
    <Menu label={<><span className="swatch average" aria-hidden="true" /> {label} <span aria-hidden="true">▾</span></>} name={`Moving average: ${label}`}>
      {(close) => {
        const choose = (chosen: Average | 'off') => {
          close();
          onChoose(chosen);
        };
        return (
          <>
            <Item checked={average === 'off'} hint="V" onChoose={() => choose('off')}>
              Off
            </Item>
            {presets(interval).map((window) => (
              <Item key={window} checked={average !== 'off' && average.kind === 'simple' && average.window === window} onChoose={() => choose({ kind: 'simple', window })}>
                {capital(nameOf({ kind: 'simple', window }, interval))}
              </Item>
            ))}
            <div className="separator" />
            <form
              className="editor"
              onSubmit={(event) => {
                event.preventDefault();
                if (isValid) choose(kind === 'simple' ? { kind, window: number } : { kind, halfLife: number });
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
          </>
        );
      }}
    </Menu>
  );
}
