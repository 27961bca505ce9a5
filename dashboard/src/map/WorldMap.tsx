import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Row } from '../api/types';
import { formatMetric, formatPercent, NO_VALUE, nounOf, numberOf } from '../format/numbers';
import { countryName } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { toggleValue } from '../url/filters';
import { HEIGHT, SHAPES, WIDTH } from './countries';
import { quantiles, shadeOf } from './levels';
import './map.css';

/** Visitors by country on a map of equal areas. The table of countries has the same numbers, and the small ones that the map has not. */
export default function WorldMap({ rows }: { rows: readonly Row[] }) {
  const { view } = useSite();
  const { go } = useViewLinks();
  const [shown, setShown] = useState(0);
  const svg = useRef<SVGSVGElement>(null);
  // From the most visitors on, which is the way of the arrow keys.
  const countries = useMemo(() => {
    const drawn = new Set(SHAPES.map(([code]) => code));
    return rows.flatMap((row) => {
      const [code = ''] = row.dimensions;
      return drawn.has(code) && code ? [{ code, visitors: numberOf(row.metrics[0]) ?? 0, share: numberOf(row.metrics[1]) }] : [];
    });
  }, [rows]);
  const edges = useMemo(() => quantiles(countries.map(({ visitors }) => visitors)), [countries]);
  const byCode = useMemo(() => new Map(countries.map((country, at) => [country.code, { ...country, at }])), [countries]);
  const current = countries[Math.min(shown, countries.length - 1)];
  const filter = (code: string) => go({ filters: toggleValue(view.filters, 'country', code) });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && current) filter(current.code);
    else if (step && countries.length > 0) {
      const next = (shown + step + countries.length) % countries.length;
      setShown(next);
      svg.current?.querySelector<SVGElement>(`[data-country="${countries[next]!.code}"]`)?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const text = ({ code, visitors, share }: { code: string; visitors: number; share: number | null }) =>
    `${countryName(code)}: ${formatMetric('visitors', visitors)} ${nounOf(visitors, 'visitor')}, ${share === null ? NO_VALUE : formatPercent(share)}`;
  return (
    <div className="world">
      <svg ref={svg} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label="Visitors by country. Arrow keys go from the most visitors to the fewest, Enter filters." onKeyDown={onKeyDown}>
        {SHAPES.map(([code, shape], index) => {
          const found = byCode.get(code);
          if (!found) return <path key={index} d={shape} className="country" aria-hidden="true" />;
          const { at } = found;
          return (
            <path
              key={index}
              d={shape}
              className="country"
              data-country={code}
              data-level={shadeOf(found.visitors, edges)}
              role="button"
              tabIndex={at === shown ? 0 : -1}
              aria-label={text(found)}
              onPointerEnter={() => setShown(at)}
              onFocus={() => setShown(at)}
              onClick={() => filter(code)}
            />
          );
        })}
      </svg>
      <div className="row world-foot number">
        <span role="status">{current ? text(current) : 'No country is known in this period.'}</span>
        <span className="spacer" />
        <ul className="row world-legend" aria-label="Shades, in visitors">
          <li>
            <span className="shade" aria-hidden="true" /> none
          </li>
          {countries.length > 0 &&
            [Math.min(...countries.map(({ visitors }) => visitors)), ...edges].map((from, level) => (
              <li key={from}>
                <span className="shade" data-level={level + 1} aria-hidden="true" /> {formatMetric('visitors', from)}+
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}
