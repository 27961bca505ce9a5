import { useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { metricOf, REVENUE } from '../api/metrics';
import type { Answer } from '../api/types';
import { comparedOf } from '../controls/compared';
import { deltaOf, formatMetric, formatMetricShort } from '../format/numbers';
import type { RevenueGap } from '../panels/revenue';
import { useSite } from '../screens/SiteContext';
import { DeltaText } from '../ui/DeltaText';
import { useCurrentInView } from '../ui/useCurrentInView';

interface TilesProps {
  readonly metrics: readonly string[];
  readonly shown: readonly string[];
  readonly answer: Answer | undefined;
  readonly stale: boolean;
  /** Whether the period still runs, so that its numbers are as of now. */
  readonly soFar: boolean;
  /** What to know of the revenue. */
  readonly gap: RevenueGap | null;
  readonly onShow: (metrics: readonly string[]) => void;
}

/** The totals of the period. One of them is shown in the chart; with Shift another joins it. */
export function Tiles({ metrics, shown, answer, stale, soFar, gap, onShow }: TilesProps) {
  const { today } = useSite();
  const row = answer?.results[0];
  const compared = comparedOf(answer, today);
  const tiles = useRef<HTMLDivElement>(null);
  useCurrentInView(tiles, shown[0]);
  const choose = (metric: string, event: MouseEvent) => {
    if (!event.shiftKey || metric === shown[0]) onShow([metric]);
    else onShow(shown[1] === metric ? [shown[0]!] : [shown[0]!, metric]);
  };
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = metrics[(metrics.indexOf(shown[0]!) + step + metrics.length) % metrics.length]!;
    onShow([next]);
    event.currentTarget.querySelector<HTMLElement>(`[data-metric="${next}"]`)?.focus();
  };
  return (
    <div ref={tiles} className={`tiles ${stale ? 'stale' : ''}`} role="radiogroup" aria-label="Shown in the chart" aria-busy={stale} onKeyDown={move}>
      {metrics.map((metric) => {
        const at = answer ? metrics.indexOf(metric) : -1;
        const value = row?.metrics[at];
        const delta = row?.comparison ? deltaOf(metric, value, row.comparison.metrics[at], compared?.time) : null;
        const { label } = metricOf(metric);
        const note = gap && REVENUE.includes(metric) ? gap : null;
        return (
          <button
            key={metric}
            type="button"
            role="radio"
            data-metric={metric}
            className={`tile ${shown[1] === metric ? 'second' : ''}`}
            aria-checked={shown[0] === metric}
            tabIndex={shown[0] === metric ? 0 : -1}
            title={`${formatMetric(metric, value)}${soFar ? ' so far' : ''}. ${note ? `${note.sentence} ` : ''}Shift-click shows it beside ${metricOf(shown[0]!).label}.`}
            onClick={(event) => choose(metric, event)}
          >
            <span className="tile-label">{label}</span>
            {answer ? <span className="tile-value number">{formatMetricShort(metric, value)}</span> : <span className="skeleton tile-value">000</span>}
            <span className="row nowrap">
              {delta && !(note && delta.direction === 'none') && <DeltaText delta={delta} />}
              {answer && soFar && <span className="meta">so far</span>}
              {note && <span className="meta">{note.short}</span>}
              {!delta && !note && !(answer && soFar) && <span className="meta">{'\u00a0'}</span>}
            </span>
          </button>
        );
      })}
    </div>
  );
}
