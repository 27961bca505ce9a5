import { lazy, Suspense } from 'react';
import { useSite } from '../screens/SiteContext';
import { Menu } from '../ui/Menu';

const OtherSites = lazy(() => import('./OtherSites'));

/** Shows the same screen and period of another site; those who read by a link, or see but one site, have no other. */
export function SiteSwitch() {
  const { session } = useSite();
  if (!session || session.link) return null;
  return (
    <Menu label={<span aria-hidden="true">▾</span>} name="Another site" title="Another site" className="plain icon">
      {(close) => (
        <Suspense>
          <OtherSites onClose={close} />
        </Suspense>
      )}
    </Menu>
  );
}
