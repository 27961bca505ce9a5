using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Queries;

/// <summary>
/// What a filter demands of the page alone: those of its top-level parts (through nested "and") that test nothing but
/// <c>event:page</c>. A part that mixes the page with something else demands nothing of the page alone.
/// </summary>
internal static class NaivePageConditions
{
    public static bool Hold(ScanFilter? filter, string page) => filter switch
    {
        null => true,
        ScanFilter.And and => and.Filters.All(part => Hold(part, page)),
        _ => !TestsPageOnly(filter) || Test(filter, page),
    };

    private static bool TestsPageOnly(ScanFilter filter) => filter switch
    {
        ScanFilter.And and => and.Filters.All(TestsPageOnly),
        ScanFilter.Or or => or.Filters.All(TestsPageOnly),
        ScanFilter.Not not => TestsPageOnly(not.Filter),
        ScanFilter.Match match => match.Dimension == ScanDimension.Of(EventDimension.Page),
        _ => false,
    };

    private static bool Test(ScanFilter filter, string page) => filter switch
    {
        ScanFilter.And and => and.Filters.All(part => Test(part, page)),
        ScanFilter.Or or => or.Filters.Any(part => Test(part, page)),
        ScanFilter.Not not => !Test(not.Filter, page),
        ScanFilter.Match match => match.Matches(page),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };
}
