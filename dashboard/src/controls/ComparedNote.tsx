import { useSite } from '../screens/SiteContext';
import { comparedOf, useShownComparison, type Compares } from './compared';

/** Says with which days an answer is compared, and where these are more or fewer. */
export function ComparedNote({ answer }: { answer: Compares | undefined }) {
  const { today } = useSite();
  const compared = comparedOf(answer, today);
  useShownComparison(compared);
  if (!compared) return null;
  return (
    <>
      <span className="number">
        compared with {compared.time}
        {compared.isCut && ', up to the same time'}
      </span>
      {compared.lengths && <span className="badge warn">compared with another length: {compared.lengths}</span>}
    </>
  );
}
