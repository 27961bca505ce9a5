import { describe, expect, it } from 'vitest';
import { openReport, panelQueries } from '../src/panels/queries';
import { NO_PROPERTY, PANELS, reportOf, tabOf } from '../src/panels/reports';
import { DEFAULT_VIEW } from '../src/url/view';

const panel = (id: string) => PANELS.find((one) => one.id === id)!;
const opened = (id: string, open?: string, choices?: readonly string[]) => openReport(panel(id), open, choices).id;

describe('a panel', () => {
  it('shows the report that is open, in the tab that has it', () => {
    expect([opened('sources'), opened('sources', 'sources'), opened('sources', 'nothing'), opened('sources', 'goals')]).toEqual(['channels', 'sources', 'channels', 'channels']);
    expect([opened('sources', 'utm'), opened('sources', 'utm-term')]).toEqual(['utm-campaign', 'utm-term']);
    expect([opened('events', 'props:plan'), opened('events', 'properties', ['props:size', 'props:plan'])]).toEqual(['props:plan', 'props:size']);
    expect(['utm-term', 'utm'].map((open) => tabOf(panel('sources'), open))).toEqual([expect.objectContaining({ id: 'utm' }), expect.objectContaining({ id: 'utm' })]);
    expect(tabOf(panel('events'), 'props:plan')).toMatchObject({ id: 'properties' });
  });

  it('of properties asks nothing before one is known', () => {
    expect(openReport(panel('events'), 'properties')).toBe(NO_PROPERTY);
    expect(panelQueries('a.example', { ...DEFAULT_VIEW, tabs: { events: 'properties' } }, '2026-11-26')).toHaveLength(PANELS.length - 1);
  });

  it('has no tab without a report', () => PANELS.forEach(({ tabs }) => tabs.flatMap((tab) => (typeof tab === 'string' ? [tab] : tab.reports)).forEach((id) => expect(reportOf(id), id).toBeDefined())));
});
