import { useRef, useState, type ReactNode } from 'react';
import { may, type Session } from '../api/session';
import { Empty } from '../ui/States';
import { useCurrentInView } from '../ui/useCurrentInView';
import { Link } from '../url/Link';
import { Alerts } from '../settings/Alerts';
import { Annotations } from '../settings/Annotations';
import { Danger } from '../settings/Danger';
import { Data } from '../settings/Data';
import { Erasing } from '../settings/Erasing';
import { General } from '../settings/General';
import { Goals } from '../settings/Goals';
import { Install } from '../settings/Install';
import { Keys } from '../settings/Keys';
import { Segments } from '../settings/Segments';
import { Sharing } from '../settings/Sharing';
import { useSite, useViewLinks } from './SiteContext';
import '../settings/settings.css';

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly scope: 'sites' | 'admin';
  readonly show: () => ReactNode;
}

const TABS: readonly Tab[] = [
  { id: 'general', label: 'General', scope: 'sites', show: () => <General /> },
  { id: 'install', label: 'Install', scope: 'sites', show: () => <Install /> },
  { id: 'goals', label: 'Goals', scope: 'sites', show: () => <Goals /> },
  { id: 'alerts', label: 'Alerts', scope: 'sites', show: () => <Alerts /> },
  { id: 'annotations', label: 'Annotations', scope: 'sites', show: () => <Annotations /> },
  { id: 'segments', label: 'Segments', scope: 'sites', show: () => <Segments /> },
  { id: 'sharing', label: 'Sharing', scope: 'sites', show: () => <Sharing /> },
  { id: 'data', label: 'Data', scope: 'sites', show: () => <Data /> },
  { id: 'keys', label: 'Keys', scope: 'admin', show: () => <Keys /> },
  { id: 'danger', label: 'Delete', scope: 'sites', show: () => <Erase /> },
];

const Erase = () => (
  <div className="stack">
    <Erasing />
    <Danger />
  </div>
);

/** What can be set for the site. */
export default function Settings({ session }: { session: Session | null }) {
  const { section } = useSite();
  const { href } = useViewLinks();
  const [tabs] = useState(() => TABS.filter((tab) => may(session, tab.scope)));
  const id = section.split('/')[1] ?? 'general';
  const selected = tabs.find((tab) => tab.id === id);
  const nav = useRef<HTMLElement>(null);
  useCurrentInView(nav, id);
  return (
    <div className="settings">
      <nav ref={nav} className="settings-nav" aria-label="Settings">
        {tabs.map((tab) => (
          <Link key={tab.id} href={href({}, `settings/${tab.id}`)} className="item" aria-current={tab.id === id ? 'page' : undefined}>
            {tab.label}
          </Link>
        ))}
      </nav>
      <div className="card">{selected ? selected.show() : <Empty title={`There is no setting “${id}”.`} />}</div>
    </div>
  );
}
