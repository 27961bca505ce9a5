import type { Answer } from '../api/types';

/** Why there is nothing to be added: no number lacks anything then. */
const NOTHING = ['no_imported_data', 'out_of_range'];

/** Why an answer lacks imported totals that its period has; null if it lacks none. */
export function withoutImports(meta: Answer['meta'] | undefined): string | null {
  if (!meta || meta.imports_included || (meta.imports_skip_reason && NOTHING.includes(meta.imports_skip_reason))) return null;
  return meta.imports_warning ?? 'imported totals can’t answer this question';
}
