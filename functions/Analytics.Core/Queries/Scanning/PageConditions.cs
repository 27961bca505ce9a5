using Analytics.Core.Dimensions;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// What a filter demands of the page alone, for "visits that entered there": those of its top-level parts (through nested "and") that test nothing
/// but the page. A part that mixes the page with something else demands nothing of the page alone.
/// </summary>
internal static class PageConditions
{
    /// <summary>Tells the pages that fulfil them, the empty text for no page; null if there are none.</summary>
    public static Func<string?, bool>? Of(ScanFilter? filter)
    {
        var conditions = new List<ScanFilter>();
        Collect(filter, conditions);
        return conditions.Count == 0 ? null : page => conditions.All(condition => Test(condition, page));
    }

    private static void Collect(ScanFilter? filter, List<ScanFilter> conditions)
    {
        if (filter is ScanFilter.And and)
        {
            foreach (var part in and.Filters)
            {
                Collect(part, conditions);
            }
        }
        else if (filter is not null && TestsPageOnly(filter))
        {
            conditions.Add(filter);
        }
    }

    private static bool TestsPageOnly(ScanFilter filter) => filter switch
    {
        ScanFilter.And and => and.Filters.All(TestsPageOnly),
        ScanFilter.Or or => or.Filters.All(TestsPageOnly),
        ScanFilter.Not not => TestsPageOnly(not.Filter),
        ScanFilter.Match match => match.Dimension == ScanDimension.Of(EventDimension.Page),
        _ => false,
    };

    private static bool Test(ScanFilter filter, string? page) => filter switch
    {
        ScanFilter.And and => and.Filters.All(part => Test(part, page)),
        ScanFilter.Or or => or.Filters.Any(part => Test(part, page)),
        ScanFilter.Not not => !Test(not.Filter, page),
        ScanFilter.Match match => match.Matches(page),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown kind of filter."),
    };
}
