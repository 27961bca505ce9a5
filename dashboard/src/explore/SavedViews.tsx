import { addDefinition, pathOf, useDefinitions } from '../api/definitions';
import { SaveAsForm } from '../controls/SaveAsForm';
import { useRights, useSite } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import { deleteUndoably } from '../ui/deleteUndoably';
import { toast } from '../ui/Toasts';
import { navigate } from '../url/location';
import { formatView } from '../url/view';

/** Charts that were saved under a name. */
export function SavedViews() {
  const { site, view, root } = useSite();
  const { contributes, manages } = useRights();
  const { data } = useDefinitions(site.domain, 'views');
  const saved = data?.filter((one) => one.content.screen === 'explore' && typeof one.content.search === 'string') ?? [];
  const search = formatView(view);
  const current = saved.find((one) => one.content.search === search);
  if (!contributes && saved.length === 0) return null;
  const save = async (name: string, personal: boolean) => {
    await addDefinition(site.domain, 'views', { name, personal, content: { screen: 'explore', search } });
    toast('The chart is saved.');
  };
  return (
    <Menu label={<>{current?.name ?? 'Saved charts'} <span aria-hidden="true">▾</span></>} name="Saved charts" end>
      {(close) => (
        <>
          {saved.map((one) => (
            <Item
              key={one.id}
              checked={one === current}
              onChoose={() => {
                close();
                navigate(`${root}/explore${one.content.search}`);
              }}
            >
              {one.name}
            </Item>
          ))}
          {contributes && current && (manages || current.personal) && (
            <Item
              onChoose={() => {
                close();
                deleteUndoably(pathOf(site.domain, 'views', current.id), `“${current.name}” is deleted.`);
              }}
            >
              Delete “{current.name}”
            </Item>
          )}
          {contributes && !current && (
            <SaveAsForm label="Save this chart" onSave={(name, personal) => save(name, personal).then(close)} />
          )}
        </>
      )}
    </Menu>
  );
}
