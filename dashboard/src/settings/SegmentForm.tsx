import { useMemo, useState, type FormEvent } from 'react';
import { changeDefinition } from '../api/changeDefinition';
import type { Definition } from '../api/definitions';
import { describeStored } from '../filters/describe';
import { FilterChip } from '../filters/FilterChip';
import { FilterEditor } from '../filters/LazyFilterEditor';
import { SiteContext, useSite } from '../screens/SiteContext';
import { FormActions } from '../ui/FormActions';
import { Menu } from '../ui/Menu';
import { useAction } from '../ui/useAction';
import { apiFilters, type Condition } from '../url/filters';
import { filtersOf } from '../url/segments';

/** Changes the name of a segment and its filters. Those that no chip can show, as with "not", stay as they are. */
export function SegmentForm({ segment, onDone }: { segment: Definition<'segments'>; onDone: () => void }) {
  const screen = useSite();
  const { isBusy, problem, run } = useAction();
  const [before] = useState(segment);
  const [shown] = useState(() => filtersOf(before.content.filters));
  const [conditions, setConditions] = useState<readonly Condition[]>(shown ?? []);
  // Values are looked for, and counted, among what the other filters of the segment leave, and not those of the screens.
  const within = useMemo(() => ({ ...screen, view: { ...screen.view, filters: conditions, segment: undefined } }), [screen, conditions]);
  const save = async (name: string) => {
    if (shown && conditions.length === 0) throw new Error('A segment needs a filter. Add one, or delete the segment.');
    const filters = conditions === shown || !shown ? before.content.filters : apiFilters(conditions);
    await changeDefinition(screen.site.domain, 'segments', before, { ...before, name, content: { filters } });
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    if (await run(() => save(name))) onDone();
  };
  return (
    <div className="settings-form framed">
      {shown ? (
        <SiteContext.Provider value={within}>
          <div className="chips" role="group" aria-label="Filters of the segment">
            {conditions.map((condition, at) => (
              <FilterChip
                key={at}
                condition={condition}
                onChange={(changed) => setConditions(conditions.map((old, index) => (index === at ? changed : old)))}
                onRemove={() => setConditions(conditions.filter((_, index) => index !== at))}
              />
            ))}
            <Menu label="+ Filter" name="Add a filter to the segment">
              {(close) => <FilterEditor onSave={(condition) => (close(), setConditions([...conditions, condition]))} />}
            </Menu>
          </div>
        </SiteContext.Provider>
      ) : (
        <p className="meta" dir="auto">
          {describeStored(before.content.filters)}. These filters were made by the API, which can change them.
        </p>
      )}
      <form className="stack" onSubmit={submit} noValidate aria-label={`Edit the segment ${before.name}`}>
        <label className="field">
          <span>Name</span>
          <input className="input" name="name" maxLength={140} defaultValue={before.name} autoFocus />
        </label>
        <FormActions save="Save the segment" isBusy={isBusy} problem={problem} onCancel={onDone} />
      </form>
    </div>
  );
}
