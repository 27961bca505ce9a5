import { useSite } from '../screens/SiteContext';
import { comparedOf, useShownComparison, type Compares } from './compared';

interface ComparedNoteProps {
  readonly answer: Compares | undefined;
  /** Whether it stands in a line of its own. */
  readonly isLine?: boolean;
}

/** Says with which days an answer is compared, and where these are more or fewer. */
export function ComparedNote({ answer, isLine }: ComparedNoteProps) {
  const { today } = useSite();
  const compared = comparedOf(answer, today);
  useShownComparison(compared);
  if (!compared) return null;
  const text = (
    <>
      <span className="number">
        compared with {compared.time}
        {compared.isCut && ', up to the same time'}
      </span>
      {compared.lengths && <span className="badge warn">compared with another length: {compared.lengths}</span>}
    </>
  );
  return isLine ? <p className="truth meta">{text}</p> : text;
}
