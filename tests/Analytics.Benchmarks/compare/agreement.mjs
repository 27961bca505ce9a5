// Visits and what is computed of them differ by this share where the rows' visits and the server's differ by definition.
const TOLERANCE = 0.004;
const WHOLE = new Set(['bounce_rate', 'visit_duration']);
const COUNTS = new Set(['visitors', 'pageviews', 'events']);

/**
 * Compares an answer of the server with the rows of SQL.
 * @param {{ query: object }} question The query names its dimensions and metrics, in the order of the SQL's columns.
 * @param {object} answer The server's answer.
 * @param {Array} rows The rows of the SQL.
 * @param {boolean} isExact True if the rows' visits are the server's: then everything has to agree to the unit.
 * @returns {{ isSampled: boolean, wrong: string[], byDefinition: string[], largest: number }} Deviations, each named: those that must not
 * be, and those that the definitions explain; and the largest share by which an explained one deviates.
 */
export function compare({ query }, answer, rows, isExact) {
  const keys = query.dimensions?.length ?? 0;
  const isBySource = JSON.stringify([query.dimensions ?? [], query.filters ?? []]).includes('visit:source');
  const ours = new Map(answer.results.map((row) => [row.dimensions.join(' | '), row.metrics]));
  const theirs = new Map(rows.map((row) => [row.slice(0, keys).join(' | '), row.slice(keys).map(Number)]));
  const found = { isSampled: JSON.stringify(answer.meta ?? {}).includes('"sampled"'), wrong: [], byDefinition: [], largest: 0 };
  const sums = query.metrics.map(() => [0, 0]);
  const mustAgree = (metric) => isExact || (COUNTS.has(metric) && !isBySource);
  const rowDeviations = query.metrics.some(mustAgree) ? found.wrong : found.byDefinition;
  for (const [key, metrics] of theirs) {
    if (!ours.has(key)) {
      rowDeviations.push(`'${key}' is missing (${metrics.join(', ')})`);
      continue;
    }

    query.metrics.forEach((metric, i) => {
      const [our, their] = [Number(ours.get(key)[i]), metrics[i]];
      sums[i][0] += our;
      sums[i][1] += their;
      if (WHOLE.has(metric) ? Math.abs(our - their) > 0.5 + 1e-9 : our !== their) {
        const text = `'${key}' ${metric}: ${our}, DuckDB ${round(their)}`;
        (mustAgree(metric) ? found.wrong : found.byDefinition).push(text);
      }
    });
  }

  for (const [key, metrics] of ours) {
    if (!theirs.has(key)) {
      rowDeviations.push(`'${key}' is too much (${metrics.join(', ')})`);
    }
  }

  const isOrdered = keys > 0 && (query.pagination || query.dimensions[0].startsWith('time'));
  const [ourOrder, theirOrder] = [ours, theirs].map((rows) => [...rows.keys()].join(', '));
  if (isOrdered && found.wrong.length === 0 && found.byDefinition.length === 0 && ourOrder !== theirOrder) {
    found.wrong.push(`the order differs: ${ourOrder.slice(0, 200)}; DuckDB ${theirOrder.slice(0, 200)}`);
  }

  query.metrics.forEach((metric, i) => {
    const [our, their] = sums[i];
    const share = their === 0 ? 0 : Math.abs(our - their) / their;
    if (!mustAgree(metric)) {
      found.largest = Math.max(found.largest, share);
      if (share > TOLERANCE && Math.abs(our - their) > ours.size && !isBySource) {
        found.wrong.push(`${metric} altogether: ${round(our)}, DuckDB ${round(their)}, more than ${100 * TOLERANCE}% apart`);
      }
    }
  });
  return found;
}

const round = (value) => Math.round(value * 1000) / 1000;
