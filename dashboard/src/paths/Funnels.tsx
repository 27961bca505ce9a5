import { useState } from 'react';
import { changeDefinition } from '../api/changeDefinition';
import { addDefinition, pathOf, useDefinitions, type Definition, type FunnelContent } from '../api/definitions';
import { comparisonOf } from '../api/siteQueries';
import { useAnswered } from '../api/useAnswered';
import { useAnswer } from '../api/useApi';
import { Controls, useSheet } from '../controls/Sheet';
import { fileNamesOf } from '../dates/periods';
import { Chips } from '../filters/Chips';
import { dimensionName, REPORTS } from '../panels/reports';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { saveTable } from '../ui/saveCsv';
import { Empty, Failure, SkeletonRows } from '../ui/States';
import { deleteUndoably } from '../ui/deleteUndoably';
import { toast } from '../ui/Toasts';
import { Link } from '../url/Link';
import { apiDimension } from '../url/filters';
import type { FunnelAnswer } from './answers';
import { FunnelChart } from './FunnelChart';
import { FunnelCourse } from './FunnelCourse';
import { FunnelEditor, ORDERS, windowName } from './FunnelEditor';
import { FunnelGroups } from './FunnelGroups';
import { DEFAULT_ORDER, DEFAULT_WINDOW, funnelQuery } from './funnelQueries';
import { formatSteps, isStep, parseSteps } from './steps';
import './paths.css';

const NEW = 'new';

/** Saved funnels and new ones: how many get from step to step. */
export default function Funnels({ filterSignal }: { filterSignal: number }) {
  const { site, view, section } = useSite();
  const { set } = useViewLinks();
  const { manages, contributes } = useRights();
  const { data, error, retry } = useDefinitions(site.domain, 'funnels');
  const [isEditing, setEditing] = useState(false);
  const { close: closeSheet } = useSheet();
  const asked = section.split('/')[1];
  const steps = parseSteps(view.rest.steps);
  const first = steps.length > 0 || asked === NEW ? undefined : data?.[0];
  const saved = asked && asked !== NEW ? data?.find((one) => one.id === asked) : first;
  const content = contentOf(steps, view.rest, saved);
  const open = (id: string) => {
    setEditing(false);
    set({ steps: undefined, window: undefined, order: undefined }, { to: `funnels/${id}` });
  };

  if (error) {
    return (
      <div className="card">
        <Failure error={error} onRetry={retry} />
      </div>
    );
  }
  if (!data) return <SkeletonRows rows={8} height={48} />;
  const terms = content && `within ${windowName(content.window)} · ${ORDERS.find(({ id }) => id === (content.order ?? DEFAULT_ORDER))?.label}`;
  const isUnknown = asked !== undefined && asked !== NEW && !saved;
  const isNew = !saved;
  const showsEditor = isEditing || (isNew && content === undefined);
  return (
    <div className="stack">
      <Chips openSignal={filterSignal} />
      <section className="card stack" aria-label="Funnel">
        <div className="row">
          {data.length > 0 && (
            <label>
              <span className="visually-hidden">Funnel</span>
              <select className="select small" value={saved?.id ?? NEW} onChange={(event) => open(event.target.value)}>
                {data.map((funnel) => (
                  <option key={funnel.id} value={funnel.id}>
                    {funnel.name}
                  </option>
                ))}
                <option value={NEW}>New funnel …</option>
              </select>
            </label>
          )}
          {content && (
            <Controls label="Funnel" summary={`${terms}${view.rest.split ? ` · split by ${dimensionName(view.rest.split).toLowerCase()}` : ''}`}>
              <Split />
              <span className="spacer" />
              {!showsEditor && (
                <>
                  <span className="meta">{terms}</span>
                  <button
                    type="button"
                    className="button"
                    onClick={() => {
                      closeSheet();
                      setEditing(true);
                    }}
                  >
                    {saved ? 'Edit' : 'Change or save'}
                  </button>
                </>
              )}
            </Controls>
          )}
        </div>
        {showsEditor && !isUnknown && (
          <FunnelEditor
            key={`${saved?.id ?? NEW} ${view.rest.steps ?? ''}`}
            content={content}
            saved={saved}
            canSave={contributes && (!saved || manages || saved.personal)}
            onShow={(changed) => {
              setEditing(false);
              set({ steps: formatSteps(changed.steps), window: changed.window, order: changed.order });
            }}
            onSave={async (before, draft) => {
              const stored = await (before ? changeDefinition(site.domain, 'funnels', before, draft) : addDefinition(site.domain, 'funnels', draft));
              toast(`The funnel “${stored.name}” is saved.`);
              open(stored.id);
            }}
            onDelete={
              saved && (manages || saved.personal)
                ? () => {
                    deleteUndoably(pathOf(site.domain, 'funnels', saved.id), `The funnel “${saved.name}” is deleted.`);
                    open(NEW);
                  }
                : undefined
            }
            onCancel={content ? () => setEditing(false) : undefined}
          />
        )}
        {isUnknown ? (
          <Empty title={`There is no funnel ${asked}. It was deleted, or its owner keeps it.`}>
            <Link href={`/s/${site.domain}/funnels`}>To the other funnels</Link>
          </Empty>
        ) : content ? (
          <Result content={content} />
        ) : (
          saved && <Empty title="This funnel was stored in a form that the page does not know. Edit it to give it new steps." />
        )}
      </section>
    </div>
  );
}

function contentOf(steps: FunnelContent['steps'], rest: Readonly<Record<string, string>>, saved: Definition<'funnels'> | undefined): FunnelContent | undefined {
  if (steps.length >= 2) {
    const order = ORDERS.find(({ id }) => id === rest.order)?.id;
    return { steps, window: rest.window ?? DEFAULT_WINDOW, order: order ?? DEFAULT_ORDER };
  }
  return saved && saved.content.steps.every(isStep) ? saved.content : undefined;
}

/** Chooses the dimension by which the visitors are compared. */
function Split() {
  const { view } = useSite();
  const { set } = useViewLinks();
  const dimensions = REPORTS.filter((report) => apiDimension(report.dimension).startsWith('visit:'));
  return (
    <label>
      <span className="visually-hidden">Split by</span>
      <select className="select small" value={view.rest.split ?? ''} onChange={(event) => set({ split: event.target.value })}>
        <option value="">Not split</option>
        {dimensions.map((report) => (
          <option key={report.id} value={report.dimension}>
            By {report.row.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}

function rowsOf(answer: FunnelAnswer): (string | number | null)[][] {
  const head = ['group', 'step', 'label', 'visitors', 'conversion_rate', 'conversion_rate_step', 'dropoff', 'dropoff_percentage'];
  const groups = [{ label: 'all', steps: answer.results }, ...(answer.groups ?? [])];
  return [
    head,
    ...groups.flatMap((group) =>
      group.steps.map((step, at) => [group.label, at + 1, step.label, step.visitors, step.conversion_rate, step.conversion_rate_step, step.dropoff, step.dropoff_percentage]),
    ),
  ];
}

function Result({ content }: { content: FunnelContent }) {
  const { site, view, today } = useSite();
  const { set } = useViewLinks();
  const comparisons = comparisonOf(view, today);
  const isOverTime = view.rest.over === 'time';
  const { data, error, loading, retry } = useAnswer<FunnelAnswer>('/api/v2/funnel', {
    ...funnelQuery(site.domain, view, today, content),
    ...(view.rest.split ? { split: { dimension: apiDimension(view.rest.split) } } : {}),
    ...(comparisons ? { include: { comparisons } } : {}),
  });
  const { steps, split } = useAnswered({ steps: content.steps, split: view.rest.split }, loading);
  if (error) return <Failure error={error} onRetry={retry} />;
  if (!data) return <SkeletonRows rows={8} height={40} />;
  if ((data.results[0]?.visitors ?? 0) === 0) {
    return <Empty title={view.filters.length > 0 || view.segment ? 'Nobody took the first step under these filters in this period.' : 'Nobody took the first step in this period.'} />;
  }
  return (
    <div className={loading ? 'stack stale' : 'stack'} aria-busy={loading}>
      <FunnelChart answer={data} steps={steps} />
      {data.groups && split && <FunnelGroups answer={data} dimension={split} />}
      <span className="row">
        <button type="button" className="button" aria-pressed={isOverTime} onClick={() => set({ over: isOverTime ? undefined : 'time' })}>
          Over time
        </button>
        <span className="spacer" />
        <button type="button" className="csv" aria-label="The funnel as CSV" onClick={() => void saveTable(`${site.domain}_funnel`, fileNamesOf(view, today), rowsOf(data))}>
          CSV
        </button>
      </span>
      {isOverTime && <FunnelCourse content={content} />}
    </div>
  );
}
