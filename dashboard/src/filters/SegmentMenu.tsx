import { lazy, Suspense } from 'react';
import { useDefinitions } from '../api/definitions';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import { filtersOf, joined } from '../url/segments';
import { describeStored } from './describe';

const SaveSegment = lazy(() => import('./SaveSegment'));

/** The saved filters of the site: applies one, or saves those of now. */
export function SegmentMenu() {
  const { site, view } = useSite();
  const { go } = useViewLinks();
  const { contributes } = useRights();
  const { data } = useDefinitions(site.domain, 'segments');
  const used = data?.find((segment) => segment.id === view.segment);
  // What the segment in use stands for has to be known, as the saved one counts what it counts, too.
  const isKnown = !view.segment || used !== undefined;
  const filters = contributes && isKnown && view.filters.length > 0 ? joined(used?.content.filters ?? [], view.filters) : null;
  if (!filters && !data?.length) return null;
  return (
    <Menu label={<>Segments <span aria-hidden="true">▾</span></>} name="Segments" className="plain">
      {(close) => (
        <>
          {data?.map((segment) => (
            <Item
              key={segment.id}
              checked={view.segment === segment.id}
              onChoose={() => {
                close();
                go({ segment: view.segment === segment.id ? undefined : segment.id });
              }}
            >
              <span className="item-text">
                <span dir="auto">{segment.name}</span>
                <span className="meta" dir="auto">
                  {describeStored(segment.content.filters)}
                </span>
              </span>
            </Item>
          ))}
          {filters && (data?.length ?? 0) > 0 && <div className="separator" />}
          {filters && (
            <Suspense fallback={null}>
              <SaveSegment filters={filters} onDone={close} />
            </Suspense>
          )}
        </>
      )}
    </Menu>
  );
}

/** The segment in use. It can be taken apart into its filters, to change them. */
export function SegmentChip({ id }: { id: string }) {
  const { site, view } = useSite();
  const { go } = useViewLinks();
  const { data } = useDefinitions(site.domain, 'segments');
  const segment = data?.find((one) => one.id === id);
  const name = segment?.name ?? (data ? `no segment ${id}` : '…');
  const filters = segment && filtersOf(segment.content.filters);
  return (
    <span className="chip" role="group" aria-label={`Segment: ${name}`}>
      <Menu
        label={
          <span className="chip-value">
            <span className="muted">Segment</span> <strong dir="auto">{name}</strong>
          </span>
        }
        name={`Segment: ${name}`}
      >
        {(close) => (
          <>
            <p className="item-group" dir="auto">
              {segment ? describeStored(segment.content.filters) : 'It was deleted, or its owner keeps it. Remove it to see numbers.'}
            </p>
            {filters && (
              <Item
                onChoose={() => {
                  close();
                  go({ segment: undefined, filters: [...filters, ...view.filters] });
                }}
              >
                Change its filters here
              </Item>
            )}
          </>
        )}
      </Menu>
      <button type="button" className="button" aria-label={`Remove the segment ${name}`} onClick={() => go({ segment: undefined })}>
        ✕
      </button>
    </span>
  );
}
