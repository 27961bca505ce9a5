import { useState } from 'react';
import { refresh, useJson } from '../api/useApi';
import type { SiteList } from '../api/types';
import { nameOf, presets } from '../chart/average';
import { whyNoTotal } from '../chart/running';
import { useTyped } from '../ui/useTyped';
import { INTERVALS, nearestInterval, validIntervals } from '../dates/intervals';
import { PERIODS } from '../dates/periods';
import { unicodeHost } from '../format/hosts';
import { capital } from '../format/text';
import { Modal } from '../ui/Modal';
import { chooseTheme } from '../ui/theme';
import { sitesPath } from '../sites/sitesPath';
import { navigate } from '../url/location';
import { NO_RANGE } from './useKeys';
import { useSite, useViewLinks } from './SiteContext';

interface Command {
  readonly label: string;
  readonly group: string;
  readonly run: () => void;
}

interface CommandsProps {
  readonly sections: readonly { readonly id: string; readonly label: string }[];
  readonly onClose: () => void;
}

const MOST = 12;

/** Everything that can be done on a site's screens, found by typing. */
export default function Commands({ sections, onClose }: CommandsProps) {
  const [text, setText] = useState('');
  const commands = useCommands(sections, useTyped(text));
  const [at, setAt] = useState(0);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter(({ label, group }) => words.every((word) => `${group} ${label}`.toLowerCase().includes(word))).slice(0, MOST);
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  return (
    <Modal title="Commands" label="Commands" narrow onClose={onClose}>
      <div className="stack tight">
        <input
          className="input"
          role="combobox"
          aria-label="Find a command"
          aria-expanded="true"
          aria-controls="commands"
          aria-activedescendant={found[chosen] ? `command-${chosen}` : undefined}
          placeholder="Type what to do: year, bars, funnels, dark …"
          autoComplete="off"
          data-autofocus
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step && found.length > 0) setAt((chosen + step + found.length) % found.length);
            else if (event.key === 'Enter') run(found[chosen]);
            else return;
            event.preventDefault();
          }}
        />
        <ul id="commands" role="listbox" aria-label="Commands">
          {found.map((command, index) => (
            <li
              key={`${command.group} ${command.label}`}
              id={`command-${index}`}
              role="option"
              aria-selected={index === chosen}
              className={`item ${index === chosen ? 'current' : ''}`}
              onClick={() => run(command)}
            >
              <span dir="auto">{command.label}</span>
              <span className="meta">{command.group}</span>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="muted">Nothing is called that.</p>}
      </div>
    </Modal>
  );
}

/** The commands, and the sites that a text finds. */
function useCommands(sections: CommandsProps['sections'], text: string): readonly Command[] {
  const { view, today, site, session } = useSite();
  const { go, href } = useViewLinks();
  // A group's name before a site's is not part of the site's.
  const find = text.replace(/^site\s+/i, '').trim();
  const sites = useJson<SiteList>(session && !session.link ? sitesPath({ find }) : null).data?.sites ?? [];
  const interval = nearestInterval(view.interval, view, today);
  const of = (group: string, entries: readonly (readonly [string, () => void])[]): Command[] => entries.map(([label, run]) => ({ group, label, run }));
  return [
    ...of('View', sections.map(({ id, label }) => [label, () => navigate(href({ rest: {} }, id))])),
    ...of('Period', PERIODS.map((period) => [period.label, () => go({ ...NO_RANGE, period: period.id })])),
    ...of('Compare', [
      ['Previous period', () => go({ comparison: 'previous_period' })],
      ['A year before', () => go({ comparison: 'year_over_year' })],
      ['No comparison', () => go({ comparison: 'off' })],
    ]),
    ...of('Interval', INTERVALS.filter((one) => validIntervals(view, today).includes(one)).map((one) => [`By ${one}`, () => go({ interval: one })])),
    ...of('Average', [['Average off', () => go({ average: 'off' })], ...presets(interval).map((window) => [capital(nameOf({ kind: 'simple', window }, interval)), () => go({ average: { kind: 'simple', window } })] as const)]),
    ...of('Chart', [
      ['Line', () => go({ display: 'line' })],
      ['Bars', () => go({ display: 'bar' })],
      ...(whyNoTotal(view.metrics[0] ?? 'visitors') ? [] : [['Running total', () => go({ display: 'cumulative' })] as const]),
      ['Table', () => go({ display: 'table' })],
      [view.scale ? 'Even scale' : 'Logarithmic scale', () => go({ scale: view.scale ? undefined : 'log' })],
    ]),
    ...of('Filter', view.filters.length > 0 ? [['Remove all filters', () => go({ filters: [] })]] : []),
    ...of('Numbers', [['Ask for new numbers', refresh]]),
    ...of('Theme', [
      ['Light', () => chooseTheme('light')],
      ['Dark', () => chooseTheme('dark')],
      ['As the system', () => chooseTheme('auto')],
    ]),
    ...of('Site', sites.filter(({ domain }) => domain !== site.domain).map(({ domain }) => [unicodeHost(domain), () => navigate(`/s/${domain}`)])),
    ...of('Site', session && !session.link ? [['All sites', () => navigate('/')]] : []),
  ];
}
