import { REVENUE } from '../api/metrics';
import type { Answer } from '../api/types';
import { currencyOf } from '../format/numbers';
import { warningText } from '../panels/revenue';

/** Says in which currency revenue is, and what is not in it; or why there is none. */
export function RevenueNote({ answers, metrics }: { answers: readonly Answer[]; metrics: readonly string[] }) {
  const at = metrics.findIndex((metric) => REVENUE.includes(metric));
  if (at < 0) return null;
  const warning = warningText(answers[0]?.meta.metric_warnings?.[metrics[at]!] ?? {});
  const currency = currencyOf(answers, at);
  if (warning) return <span className="badge warn">{warning}</span>;
  return currency && <span className="meta">Revenue in {currency}.</span>;
}
