import { useState } from 'react';
import { pathOf, useDefinitions, type Definition } from '../api/definitions';
import { readUsesOfSegment } from '../api/uses';
import { describeStored } from '../filters/describe';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { Empty } from '../ui/States';
import { Link } from '../url/Link';
import { DefinitionList } from './DefinitionList';
import { deleteUnlessUsed } from './deleteUnlessUsed';
import { ItemButtons } from './ItemButtons';
import { SegmentForm } from './SegmentForm';

/** Saved filters. They are made on the overview, where one sees what they show. */
export function Segments() {
  const { site } = useSite();
  const { href } = useViewLinks();
  const { data, error, retry } = useDefinitions(site.domain, 'segments');
  const [edited, setEdited] = useState<string | null>(null);
  const remove = (segment: Definition<'segments'>) =>
    deleteUnlessUsed({ path: pathOf(site.domain, 'segments', segment.id), what: `segment “${segment.name}”`, said: 'is deleted.', readUses: () => readUsesOfSegment(site.domain, segment) });
  return (
    <div className="stack">
      <h2>Segments</h2>
      <p className="muted">A segment is filters under a name. Set filters on the overview and choose “Save as a segment” there.</p>
      <DefinitionList
        items={data}
        error={error}
        onRetry={retry}
        empty={
          <Empty title="No segment is saved yet.">
            <Link href={href({}, '')}>To the overview</Link>
          </Empty>
        }
      >
        {(segment) => (
            <li key={segment.id}>
              {edited === segment.id ? (
                <SegmentForm segment={segment} onDone={() => setEdited(null)} />
              ) : (
                <div className="definition">
                  <span className="definition-text">
                    <Link href={href({ segment: segment.id, filters: [] }, '')} dir="auto">
                      {segment.name}
                    </Link>
                    <span className="meta" dir="auto">
                      {describeStored(segment.content.filters)}
                      {segment.personal && ' · only you see it'}
                    </span>
                  </span>
                  <ItemButtons item={`the segment ${segment.name}`} onEdit={() => setEdited(segment.id)} onDelete={() => void remove(segment)} />
                </div>
              )}
            </li>
        )}
      </DefinitionList>
    </div>
  );
}
