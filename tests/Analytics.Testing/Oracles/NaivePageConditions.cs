using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Testing.Oracles;

/// <summary>
/// "With an <c>event:page</c> filter, <c>bounce_rate</c> uses the visits that entered there": on a page of which an event can pass the
/// filter, whatever its other dimensions are.
/// </summary>
public static class NaivePageConditions
{
    private static readonly HashSet<bool> Either = [true, false];

    public static bool Hold(ScanFilter? filter, string page) => filter is null || Outcomes(filter, page).Contains(true);

    /// <summary>The outcomes of a filter for all events of a page, if each condition on another dimension may hold or not.</summary>
    private static HashSet<bool> Outcomes(ScanFilter filter, string page) =>
        filter switch
        {
            ScanFilter.Match match => match.Dimension == ScanDimension.Of(EventDimension.Page) ? [match.Matches(page)] : Either,
            ScanFilter.Goal or ScanFilter.HasDone or ScanFilter.Scrolled => Either,
            ScanFilter.Not not => [.. Outcomes(not.Filter, page).Select(outcome => !outcome)],
            ScanFilter.And and => Combine(and.Filters, page, all: true),
            ScanFilter.Or or => Combine(or.Filters, page, all: false),
            _ => throw new ArgumentOutOfRangeException(nameof(filter)),
        };

    private static HashSet<bool> Combine(IEnumerable<ScanFilter> parts, string page, bool all)
    {
        HashSet<bool> combined = [all];
        foreach (var outcomes in parts.Select(part => Outcomes(part, page)))
        {
            combined = [.. combined.SelectMany(one => outcomes.Select(other => all ? one && other : one || other))];
        }

        return combined;
    }
}
