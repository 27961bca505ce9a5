import { Empty } from '../ui/States';
import PropertyForm from './PropertyForm';

/** In place of the values of a property, as long as none is known of the site. */
export default function NoProperty({ onOpen }: { onOpen: (id: string) => void }) {
  return (
    <Empty title="No property is known yet. Name one that comes with your events.">
      <PropertyForm onOpen={onOpen} />
    </Empty>
  );
}
