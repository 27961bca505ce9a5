import { lazy, Suspense, useState } from 'react';
import { formatAverage, nameOf, presets, type Average } from '../chart/average';
import type { Interval } from '../dates/intervals';
import { capital } from '../format/text';
import { chooseAverage, chosenAverage } from '../chart/siteAverage';
import { useSite } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import type { Lines } from '../url/view';

const AverageForm = lazy(() => import('./AverageForm'));

interface AverageMenuProps {
  readonly average: Average | 'off';
  readonly interval: Interval;
  readonly onChoose: (average: Average | 'off') => void;
  /** What is drawn with it; without it only averages can be chosen. */
  readonly drawn?: { readonly lines: Lines | undefined; readonly isCompared: boolean; readonly onChange: (lines: Lines | undefined) => void };
}

const LINES: readonly { id: Lines; label: string; needsComparison: boolean }[] = [
  { id: 'average', label: 'Draw only the average', needsComparison: false },
  { id: 'both', label: 'Average the comparison too', needsComparison: true },
];

/** Chooses the moving average: off, a usual window, another one, or an exponential one. */
export function AverageMenu({ average, interval, onChoose, drawn }: AverageMenuProps) {
  const { site } = useSite();
  const [, setChosen] = useState(0);
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
            <Suspense fallback={null}>
              <AverageForm interval={interval} onChoose={choose} />
            </Suspense>
            <div className="separator" />
            {average !== 'off' &&
              drawn &&
              LINES.filter((line) => !line.needsComparison || drawn.isCompared).map(({ id, label: text }) => (
                <label className="option" key={id}>
                  <input type="checkbox" checked={drawn.lines === id} onChange={(event) => drawn.onChange(event.target.checked ? id : undefined)} />
                  <span>{text}</span>
                </label>
              ))}
            <label className="option">
              <input
                type="checkbox"
                checked={isDefault(chosenAverage(site.domain, interval), average)}
                onChange={(event) => {
                  chooseAverage(site.domain, interval, event.target.checked ? average : undefined);
                  setChosen((count) => count + 1);
                }}
              />
              <span>Begin with this here, by {interval}</span>
            </label>
          </>
        );
      }}
    </Menu>
  );
}

function isDefault(chosen: Average | 'off' | undefined, average: Average | 'off'): boolean {
  return chosen !== undefined && formatAverage(chosen) === formatAverage(average);
}
