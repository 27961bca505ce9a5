import { useState } from 'react';
import { PERIODS } from '../dates/periods';
import { keysAreOn } from '../screens/useKeys';
import { Modal } from './Modal';

const KEYS: readonly (readonly [string, string])[] = [
  ...PERIODS.filter((period) => period.key).map((period) => [period.key!, period.label] as const),
  ['E', 'Yesterday'],
  ['P', 'Last month'],
  ['C', 'Choose a range'],
  ['← →', 'Earlier or later period'],
  ['1 … 6', 'Show that number in the chart'],
  ['Z', 'Zoom out again'],
  ['X', 'Comparison on or off'],
  ['V', 'Moving average on or off'],
  ['Shift V', 'Next window of the average'],
  ['Shift Y', 'Scale of the left axis: even or logarithmic'],
  ['I, Shift I', 'Finer or coarser interval'],
  ['B', 'Line, bars, running total, table'],
  ['Shift N', 'Add a note to the chart'],
  ['/', 'Add a filter'],
  ['Esc', 'Close the top layer, then let the readout go, then remove the filters'],
  ['.', 'Ask for new numbers'],
  ['g then o e f j r l q s', 'Go to overview, explore, funnels, journeys, retention, live, quality, sites'],
  ['Ctrl K, ⌘ K', 'Find a command by typing'],
  ['?', 'This help'],
];

/** The keys, and the switch that turns them off. */
export default function Help({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(keysAreOn);
  const toggle = (on: boolean) => {
    setOn(on);
    try {
      localStorage.setItem('keys', on ? 'on' : 'off');
    } catch {
      // Without storage the keys stay on.
    }
  };
  return (
    <Modal title="Help and keys" label="Help and keys" narrow onClose={onClose}>
      <div className="stack">
        <p>
          A click on a value filters by it, with Alt it is excluded. Drag over the chart to zoom in, click it to pin its readout (Space with the keyboard); Shift-click a tile to show it beside the first.
          The address holds everything that you see: copy it to share the view. The API behind the numbers is described at <a href="/docs">/docs</a>.
        </p>
        <label className="row">
          <input type="checkbox" checked={isOn} onChange={(event) => toggle(event.target.checked)} /> Single keys act
        </label>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">What it does</th>
            </tr>
          </thead>
          <tbody>
            {KEYS.map(([key, what]) => (
              <tr key={key}>
                <td>
                  <kbd>{key}</kbd>
                </td>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}
