import { Suspense } from 'react';
import { comparisonOf } from '../api/siteQueries';
import { addDays } from '../dates/days';
import { daysOf } from '../dates/periods';
import { formatRange } from '../format/dates';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import type { Comparison } from '../url/view';
import { useComparison } from './compared';
import { CustomRange } from './PeriodMenu';

const CHOICES: readonly { id: Comparison; label: string; short: string }[] = [
  { id: 'previous_period', label: 'Previous period', short: 'vs previous' },
  { id: 'year_over_year', label: 'A year before', short: 'vs a year before' },
  { id: 'off', label: 'No comparison', short: 'Compare' },
];

/**
 * Chooses what the period is compared with, and names its days.
 * @param props.keepsPlace Whether the screen always tells these days, so that a place is kept for them until it does.
 */
export function CompareMenu({ keepsPlace }: { keepsPlace: boolean }) {
  const { view, today } = useSite();
  const { go } = useViewLinks();
  const short = view.comparison === 'custom' ? 'vs chosen range' : CHOICES.find((choice) => choice.id === view.comparison)!.short;
  const days = daysOf(view, today);
  const compared = useComparison();
  const isOn = comparisonOf(view, today) !== undefined;
  // Until the answer tells the days, the period's own keep their place.
  const place = isOn && keepsPlace ? formatRange(view, today) : null;
  const time = compared ? compared.time : place;
  return (
    <Menu
      label={
        <>
          {short}
          {time && <span className={compared ? 'compared-time number' : 'compared-time number awaited'}>{time}</span>} <span aria-hidden="true">▾</span>
        </>
      }
      name={`Comparison: ${short}${compared ? `, ${compared.time}` : ''}`}
    >
      {(close) => (
        <>
          {CHOICES.map(({ id, label }) => (
            <Item
              key={id}
              checked={view.comparison === id}
              {...(id === 'off' ? { hint: 'X' } : {})}
              onChoose={() => {
                close();
                go({ comparison: id });
              }}
            >
              {label}
            </Item>
          ))}
          <div className="separator" />
          <label className="option">
            <input type="checkbox" checked={view.matchDayOfWeek} onChange={(event) => go({ matchDayOfWeek: event.target.checked })} />
            <span>Line up the days of the week</span>
          </label>
          <div className="separator" />
          <div className="item-group">Compare with a chosen range</div>
          <Suspense>
            <CustomRange
              first={view.compareFrom ?? addDays(days?.[0] ?? today, -28)}
              last={view.compareTo ?? addDays(days?.[0] ?? today, -1)}
              today={today}
              onChoose={(compareFrom, compareTo) => {
                close();
                go({ comparison: 'custom', compareFrom, compareTo });
              }}
            />
          </Suspense>
        </>
      )}
    </Menu>
  );
}
