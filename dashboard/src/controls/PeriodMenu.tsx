import { lazy, Suspense } from 'react';
import { prefetch } from '../api/useApi';
import { addDays } from '../dates/days';
import { chosenRange, daysOf, PERIODS, shift } from '../dates/periods';
import { nameOfRange } from '../format/dates';
import { overviewQueries } from '../overview/queries';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { NO_RANGE } from '../screens/useKeys';
import { Item, Menu } from '../ui/Menu';
import type { View } from '../url/view';

/** The fields for two days, which few need. */
export const CustomRange = lazy(() => import('./CustomRange'));

/** Chooses the period, and moves it earlier and later. */
export function PeriodMenu({ openSignal }: { openSignal?: number }) {
  const { site, view, today, section } = useSite();
  const { go } = useViewLinks();
  const [earlier, later] = [shift(view, -1, today, site.timezone), shift(view, 1, today, site.timezone)];
  const days = daysOf(view, today);
  const label = nameOfRange(view, today);
  const yesterday = addDays(today, -1);
  const choices = PERIODS.flatMap(({ id, label: name, key }) => [
    { label: name, key, range: { period: id }, isChosen: id === view.period && !view.date },
    ...(id === 'day' ? [{ label: 'Yesterday', key: 'E', range: { period: id, date: yesterday }, isChosen: id === view.period && view.date === yesterday }] : []),
  ]);
  const peek = (range: Partial<View>) => {
    if (section !== '' || view.segment) return;
    const { totals, course } = overviewQueries(site.domain, { ...view, ...range }, today);
    prefetch(totals);
    prefetch(course);
  };
  return (
    <span className="row nowrap">
      <Menu label={<>{label} <span aria-hidden="true">▾</span></>} name={`Period: ${label}`} {...(openSignal ? { openSignal } : {})}>
        {(close) => (
          <>
            {choices.map(({ label: name, key, range, isChosen }) => (
              <Item
                key={name}
                checked={isChosen}
                {...(key ? { hint: key } : {})}
                onPeek={() => peek({ ...NO_RANGE, ...range })}
                onChoose={() => {
                  close();
                  go({ ...NO_RANGE, ...range });
                }}
              >
                {name}
              </Item>
            ))}
            <div className="separator" />
            <Suspense>
              <CustomRange
                first={days?.[0] ?? addDays(today, -27)}
                last={days?.[1] ?? today}
                today={today}
                onChoose={(from, to) => {
                  close();
                  // A range that ends today stays one that ends today, on whatever day the link is opened.
                  go(chosenRange(from, to === today ? 'today' : to));
                }}
              />
            </Suspense>
          </>
        )}
      </Menu>
      {earlier && (
        <button type="button" className="button icon" aria-label="Earlier period" title="Earlier (←)" onClick={() => go({ ...NO_RANGE, ...earlier })}>
          ◂
        </button>
      )}
      {earlier && (
        <button type="button" className="button icon" aria-label="Later period" title="Later (→)" disabled={!later} onClick={() => later && go({ ...NO_RANGE, ...later })}>
          ▸
        </button>
      )}
    </span>
  );
}
