import type { Answer } from '../api/types';
import { useSite } from '../screens/SiteContext';
import { withoutImports } from './withoutImports';

/** Says that numbers are without the imported totals that the others of the screen may have, and why. */
export function ImportsNote({ meta }: { meta: Answer['meta'] | undefined }) {
  const { view } = useSite();
  const reason = view.imports ? withoutImports(meta) : null;
  return (
    reason && (
      <span className="badge warn" title={reason}>
        without imported totals<span className="visually-hidden">: {reason}</span>
      </span>
    )
  );
}
