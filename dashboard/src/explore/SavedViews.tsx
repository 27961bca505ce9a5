import { changeDefinition } from '../api/changeDefinition';
import { addDefinition, pathOf, useDefinitions, type Definition, type Draft } from '../api/definitions';
import { SaveAsForm } from '../controls/SaveAsForm';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import { deleteUndoably } from '../ui/deleteUndoably';
import { toast } from '../ui/Toasts';
import { navigate } from '../url/location';
import { formatView, parseView } from '../url/view';

/** The parameter of the address that names the saved chart. */
const CHOSEN = 'chart';

/** The query of a saved chart's address, with or without the name of the chart. */
function addressOf({ content }: Definition<'views'>, chosen = ''): string {
  const view = parseView(content.search);
  return formatView({ ...view, rest: { ...view.rest, [CHOSEN]: chosen } });
}

/** Charts that were saved under a name. */
export function SavedViews() {
  const { site, view, root } = useSite();
  const { contributes, manages } = useRights();
  const { set } = useViewLinks();
  const { data } = useDefinitions(site.domain, 'views');
  const saved = data?.filter((one) => one.content.screen === 'explore' && typeof one.content.search === 'string') ?? [];
  // The address names the chart that was chosen, so that what is changed of it can be saved under its name; what is stored does not.
  const search = formatView({ ...view, rest: { ...view.rest, [CHOSEN]: '' } });
  const current = saved.find((one) => one.id === view.rest[CHOSEN]) ?? saved.find((one) => addressOf(one) === search);
  const isChanged = current !== undefined && addressOf(current) !== search;
  const mayChange = contributes && current !== undefined && (manages || current.personal);
  if (!contributes && saved.length === 0) return null;
  const save = async (name: string, personal: boolean) => {
    const { id } = await addDefinition(site.domain, 'views', { name, personal, content: { screen: 'explore', search } });
    set({ [CHOSEN]: id }, { replace: true });
    toast('The chart is saved.');
  };
  const change = async (before: Definition<'views'>, draft: Pick<Draft<'views'>, 'name' | 'personal'>) => {
    await changeDefinition(site.domain, 'views', before, { ...before, ...draft, content: { ...before.content, search } });
    toast(`The chart “${draft.name}” is saved.`);
  };
  return (
    <Menu label={<>{current ? `${current.name}${isChanged ? ' (changed)' : ''}` : 'Saved charts'} <span aria-hidden="true">▾</span></>} name="Saved charts" end>
      {(close) => (
        <>
          {saved.map((one) => (
            <Item
              key={one.id}
              checked={one === current}
              onChoose={() => {
                close();
                navigate(`${root}/explore${addressOf(one, one.id)}`);
              }}
            >
              {one.name}
            </Item>
          ))}
          {mayChange && (
            <Item
              onChoose={() => {
                close();
                deleteUndoably(pathOf(site.domain, 'views', current.id), `“${current.name}” is deleted.`);
              }}
            >
              Delete “{current.name}”
            </Item>
          )}
          {mayChange && (
            <SaveAsForm key={current.id} label={isChanged ? 'Save the changes as' : 'Rename this chart'} before={current} onSave={(name, personal) => change(current, { name, personal }).then(close)} />
          )}
          {contributes && (!current || isChanged) && <SaveAsForm label={current ? 'Save as another chart' : 'Save this chart'} onSave={(name, personal) => save(name, personal).then(close)} />}
        </>
      )}
    </Menu>
  );
}
