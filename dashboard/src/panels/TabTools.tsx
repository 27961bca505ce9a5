import { listKey, unlistKey } from '../api/listProperty';
import { useListedKeys } from '../api/properties';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { Item, Menu } from '../ui/Menu';
import { toast } from '../ui/Toasts';
import PropertyForm from './PropertyForm';
import { PROPERTIES, PROPERTY, reportOf, type PanelEntry, type Report, type ReportGroup } from './reports';

interface TabToolsProps {
  readonly panel: PanelEntry;
  readonly group: ReportGroup;
  /** The reports of the tab. */
  readonly choices: readonly string[];
  readonly report: Report;
}

/** Chooses one of the reports that share a tab. */
export default function TabTools({ panel, group, choices, report }: TabToolsProps) {
  const { view } = useSite();
  const { go } = useViewLinks();
  const open = (id: string) => go({ tabs: { ...view.tabs, [panel.id]: id } });
  const shown = choices.includes(report.id) ? choices : [report.id, ...choices];
  return (
    <div className="row tab-tools">
      <select className="select small" aria-label={group.choice} value={report.id} onChange={(event) => open(event.target.value)}>
        {shown.map((id) => (
          <option key={id} value={id}>
            {reportOf(id)?.label}
          </option>
        ))}
      </select>
      {group === PROPERTIES && <PropertyMenu onOpen={open} current={report.id.slice(PROPERTY.length)} />}
    </div>
  );
}

/** Adds a key to those that are offered, or takes one away. */
function PropertyMenu({ current, onOpen }: { current: string; onOpen: (id: string) => void }) {
  const { site } = useSite();
  const { manages } = useRights();
  const listed = useListedKeys(manages ? site.domain : null);
  const unlist = async () => {
    try {
      await unlistKey(site.domain, current);
      toast(`“${current}” is off the list; events keep it.`, () => void listKey(site.domain, current));
    } catch (failure) {
      toast((failure as Error).message);
    }
  };
  return (
    <Menu label="Another …" name="Another property" className="plain">
      {(close) => (
        <>
          <PropertyForm
            onOpen={(id) => {
              close();
              onOpen(id);
            }}
          />
          {listed.data?.includes(current) && <Item onChoose={() => (close(), void unlist())}>Take “{current}” off the list</Item>}
        </>
      )}
    </Menu>
  );
}
