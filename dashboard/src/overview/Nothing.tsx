import { baseOf, totalsQuery } from '../api/siteQueries';
import { useQueries, useQuery } from '../api/useApi';
import { describe } from '../filters/describe';
import { formatCount, nounOf, numberOf } from '../format/numbers';
import { useRights, useSite, useViewLinks } from '../screens/SiteContext';
import { NO_RANGE } from '../screens/useKeys';
import { Link } from '../url/Link';

/** Why a period has no numbers, and where there are some: the site has no event yet, or they lie elsewhere. */
export default function Nothing() {
  const { site, view, today, root } = useSite();
  const { href } = useViewLinks();
  const { manages } = useRights();
  const isFiltered = view.filters.length > 0 || view.segment !== undefined;
  const visits = useQuery({ site_id: site.domain, date_range: 'day', metrics: ['visitors'] });
  const ever = useQuery({ site_id: site.domain, date_range: 'all', metrics: ['visitors'], include: { imports: true } });
  const imported = useQuery(view.imports ? null : totalsQuery(site.domain, { ...view, imports: true }, today, ['visitors']));
  if (!visits.data || !ever.data || imported.loading) return null;
  const [visitorsToday, visitorsEver, visitorsImported] = [visits, ever, imported].map(({ data }) => numberOf(data?.results[0]?.metrics[0]) ?? 0) as [number, number, number];
  return (
    <p className="note nothing" role="status">
      {visitorsImported > 0 ? (
        <>
          <span>
            Only imported totals have visitors in this period: {formatCount(visitorsImported)}.
          </span>{' '}
          <Link href={href({ imports: true })}>Show them ▸</Link>
        </>
      ) : visitorsEver === 0 ? (
        <>
          <span>No event has come yet.</span> {manages && <Link href={`${root}/settings/install`}>Install the snippet ▸</Link>}
        </>
      ) : isFiltered ? (
        <>
          <span>Nobody in this period matches the filters.</span> <Link href={href({ filters: [], segment: undefined })}>Remove them ▸</Link>
          <Drops />
        </>
      ) : visitorsToday > 0 ? (
        <>
          <span>Nobody came in this period, and {formatCount(visitorsToday)} today.</span> <Link href={href({ ...NO_RANGE, period: 'day' })}>Show today ▸</Link>
        </>
      ) : (
        <>
          <span>Nobody came in this period.</span> <Link href={href({ ...NO_RANGE, period: 'all' })}>Show all of time ▸</Link>
        </>
      )}
    </p>
  );
}

/** Of several filters, those without which there are visitors; all are tried in one request. */
function Drops() {
  const { site, view, today } = useSite();
  const { href } = useViewLinks();
  const without = view.filters.map((_, at) => view.filters.filter((_filter, index) => index !== at));
  const { data } = useQueries(without.length > 1 ? without.map((filters) => ({ ...baseOf(site.domain, { ...view, filters }, today), metrics: ['visitors'] })) : null);
  return data?.map((answer, at) => {
    const visitors = numberOf(answer.results[0]?.metrics[0]) ?? 0;
    return visitors > 0 && without[at] ? (
      <Link key={at} href={href({ filters: without[at] })}>
        Without “{describe(view.filters[at]!)}”: {formatCount(visitors)} {nounOf(visitors, 'visitor')} ▸
      </Link>
    ) : null;
  });
}
