import { usePropertyKeys } from '../api/properties';
import { useSite } from '../screens/SiteContext';
import { PROPERTY, REPORTS } from './reports';

/** The short names of the dimensions to choose from: those of the reports, and the site's properties with those that are in use. */
export function useDimensions(...inUse: readonly (string | undefined)[]): { readonly reports: readonly string[]; readonly properties: readonly string[] } {
  const { site } = useSite();
  const keys = usePropertyKeys(site.domain).data ?? [];
  const used = inUse.filter((dimension) => dimension?.startsWith(PROPERTY)) as readonly string[];
  return { reports: REPORTS.map(({ dimension }) => dimension), properties: [...new Set([...keys.map((key) => PROPERTY + key), ...used])] };
}
