using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Testing.Oracles;

/// <summary>
/// "With an <c>event:page</c> filter, <c>bounce_rate</c> uses the visits that entered there": on a page of which an event can pass the
/// filter, whatever its other dimensions are. Tries all events of the page: each combination of outcomes of the other conditions.
/// </summary>
public static class NaivePageConditions
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    public static bool Hold(ScanFilter? filter, string page)
    {
        if (filter is null)
        {
            return true;
        }

        var others = OtherConditions(filter).Distinct().ToList();
        return Enumerable
            .Range(0, 1 << others.Count)
            .Any(outcomes => Passes(filter, page, other => HasBit(outcomes, others.IndexOf(other))));
    }

    private static bool HasBit(int bits, int index) => ((bits >> index) & 1) != 0;

    private static IEnumerable<ScanFilter> OtherConditions(ScanFilter filter) =>
        filter switch
        {
            ScanFilter.Not not => OtherConditions(not.Filter),
            ScanFilter.And and => and.Filters.SelectMany(OtherConditions),
            ScanFilter.Or or => or.Filters.SelectMany(OtherConditions),
            ScanFilter.Match match when match.Dimension == Page => [],
            _ => [filter],
        };

    private static bool Passes(ScanFilter filter, string page, Func<ScanFilter, bool> holds) =>
        filter switch
        {
            ScanFilter.Not not => !Passes(not.Filter, page, holds),
            ScanFilter.And and => and.Filters.All(part => Passes(part, page, holds)),
            ScanFilter.Or or => or.Filters.Any(part => Passes(part, page, holds)),
            ScanFilter.Match match when match.Dimension == Page => match.Matches(page),
            _ => holds(filter),
        };
}
