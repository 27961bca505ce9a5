import { formatCount, formatPercent, NO_VALUE } from '../format/numbers';
import { dimensionName, valueName } from '../panels/reports';
import type { FunnelAnswer } from './answers';

/** The same steps for the groups of a dimension. */
export function FunnelGroups({ answer, dimension }: { answer: FunnelAnswer; dimension: string }) {
  const row = dimensionName(dimension);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`By ${row.toLowerCase()}`}>
      <table className="data number">
        <thead>
          <tr>
            <th scope="col">{row}</th>
            {answer.results.map((step, at) => (
              <th scope="col" className="end funnel-head" key={at} title={step.label}>
                <span dir="auto">
                  {at + 1} {step.label}
                </span>
              </th>
            ))}
            <th scope="col" className="end">
              All steps
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.groups!.map((group) => (
            <tr key={group.label}>
              <th scope="row" dir="auto">
                {group.is_other ? 'All others' : valueName(dimension, group.label)}
              </th>
              {group.steps.map((step, at) => (
                <td className="end" key={at}>
                  {formatCount(step.visitors)} {at > 0 && <span className="muted">{step.conversion_rate_step === null ? NO_VALUE : formatPercent(step.conversion_rate_step)}</span>}
                </td>
              ))}
              <td className="end">
                <strong>{formatRate(group.steps.at(-1)?.conversion_rate)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function formatRate(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? NO_VALUE : formatPercent(rate);
}
