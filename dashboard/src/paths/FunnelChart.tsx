import type { CSSProperties } from 'react';
import type { Step } from '../api/definitions';
import { ComparedNote } from '../controls/ComparedNote';
import { comparedOf } from '../controls/compared';
import { deltaOf, formatCount, formatDuration, formatMetric, formatPercent, nounOf, NO_VALUE } from '../format/numbers';
import { capital, visible } from '../format/text';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { CutText } from '../ui/CutText';
import { DeltaText } from '../ui/DeltaText';
import { Link } from '../url/Link';
import type { FunnelAnswer, FunnelStep } from './answers';
import { formatSteps } from './steps';

/** The steps as bars beside each other, on a phone below each other: who is left, who went, and where. */
export function FunnelChart({ answer, steps }: { answer: FunnelAnswer; steps: readonly Step[] }) {
  const { meta, results } = answer;
  const { today } = useSite();
  const when = comparedOf(answer, today)?.time;
  const last = results.at(-1)!;
  const before = last.comparison;
  return (
    <>
      <p className="funnel-sum number">
        <strong className="funnel-rate">{meta.conversion_rate === null ? NO_VALUE : formatPercent(meta.conversion_rate)}</strong>
        <span>
          of {formatCount(results[0]!.visitors)} {results[0]!.visitors === 1 ? 'visitor takes' : 'visitors take'} all {results.length} steps
        </span>
        {before && <DeltaText delta={deltaOf('conversion_rate', last.conversion_rate, before.conversion_rate, when)} />}
        {meta.median_time !== null && <span className="muted">half of them within {formatDuration(meta.median_time)}</span>}
        <span className="muted funnel-compared"><ComparedNote answer={answer} /></span>
        {meta.sampling && meta.sampling.fraction < 1 ? <span className="badge warn">≈ from a sample of {Math.round(meta.sampling.fraction * 100)} %</span> : <span className="badge good">exact</span>}
      </p>
      <ol className="funnel" style={{ '--steps': results.length } as CSSProperties}>
        {results.map((step, at) => (
          <li key={at} className="funnel-step">
            <div className="funnel-bar" aria-hidden="true" style={{ '--share': `${step.conversion_rate ?? 0}%`, '--before': `${results[at - 1]?.conversion_rate ?? 100}%` } as CSSProperties} />
            <StepText step={step} at={at} steps={steps} when={when} />
          </li>
        ))}
      </ol>
    </>
  );
}

function StepText({ step, at, steps, when }: { step: FunnelStep; at: number; steps: readonly Step[]; when: string | undefined }) {
  const { href } = useViewLinks();
  return (
    <div className="funnel-text">
      <h2 className="funnel-label" dir="auto" title={visible(step.label)}>
        <span className="muted number">{at + 1}</span> {visible(step.label)}
      </h2>
      <p className="number">
        <strong>{formatCount(step.visitors)}</strong> {step.comparison && <DeltaText delta={deltaOf('visitors', step.visitors, step.comparison.visitors, when)} />}
      </p>
      {at === 0 ? (
        <p className="meta">{nounOf(step.visitors, 'visitor')} at the beginning</p>
      ) : (
        <p className="meta number">
          {step.conversion_rate_step === null ? NO_VALUE : formatPercent(step.conversion_rate_step)} of step {at}
          {step.median_time !== null && ` · ${formatDuration(step.median_time)}`}
        </p>
      )}
      {step.revenue && <p className="meta number">revenue {formatMetric('total_revenue', step.revenue)}</p>}
      {step.dropoff !== null && step.dropoff > 0 && (
        <details className="funnel-left">
          <summary className="number">
            −{formatCount(step.dropoff)} <span className="muted">({formatPercent(step.dropoff_percentage ?? 0)}) left</span>
          </summary>
          <ul>
            {step.instead.map((one) => (
              <li key={`${one.type} ${one.label}`} className="number">
                <CutText text={one.type === 'none' ? capital(one.label.toLowerCase()) : one.label} isPath={one.type === 'page'} />
                <span>{formatCount(one.visitors)}</span>
              </li>
            ))}
          </ul>
          <Link href={href({ rest: { path: formatSteps(steps.slice(at, at + 1)) } }, 'journeys')}>Follow them ▸</Link>
        </details>
      )}
    </div>
  );
}
