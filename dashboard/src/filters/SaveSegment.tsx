import { addDefinition } from '../api/definitions';
import { SaveAsForm } from '../controls/SaveAsForm';
import { useSite, useViewLinks } from '../screens/SiteContext';
import { toast } from '../ui/Toasts';
import { describeStored } from './describe';

/** Saves filters as a segment, and uses it in their place. */
export default function SaveSegment({ filters, onDone }: { filters: readonly unknown[]; onDone: () => void }) {
  const { site } = useSite();
  const { go } = useViewLinks();
  const save = async (name: string, personal: boolean) => {
    const saved = await addDefinition(site.domain, 'segments', { name, personal, content: { filters } });
    onDone();
    go({ segment: saved.id, filters: [] });
    toast(`The segment “${saved.name}” is saved and in use.`);
  };
  return <SaveAsForm label="Save as a segment" description={describeStored(filters)} onSave={save} />;
}
