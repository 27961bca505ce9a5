using Analytics.Core.Dimensions;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The entry pages of "visits that entered there": those of which an event can pass the filter, whatever its other dimensions are. Equal
/// filters admit the same pages, however they are written.
/// </summary>
/// <remarks>
/// Example: "page is /a and source is x" admits /a; "page is /a or source is x" admits every page, since an event of any page may have the
/// source. A condition on another dimension is neither true nor false of a page, as in Kleene's logic of three values.
/// </remarks>
internal static class PageConditions
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    /// <summary>Tells the pages that the filter admits, the empty text for no page; null if it does not name the page.</summary>
    public static Func<string?, bool>? Of(ScanFilter? filter) =>
        filter is not null && NamesPage(filter) ? page => Test(filter, page) != false : null;

    private static bool NamesPage(ScanFilter filter) =>
        filter switch
        {
            ScanFilter.And and => and.Filters.Any(NamesPage),
            ScanFilter.Or or => or.Filters.Any(NamesPage),
            ScanFilter.Not not => NamesPage(not.Filter),
            ScanFilter.Match match => match.Dimension == Page,
            ScanFilter.Goal or ScanFilter.HasDone or ScanFilter.Scrolled => false,
            _ => throw Unknown(filter),
        };

    /// <summary>The filter's truth for all events of a page; null if it depends on their other dimensions.</summary>
    private static bool? Test(ScanFilter filter, string? page) =>
        filter switch
        {
            ScanFilter.And and => and.Filters.Aggregate((bool?)true, (all, part) => all & Test(part, page)),
            ScanFilter.Or or => or.Filters.Aggregate((bool?)false, (any, part) => any | Test(part, page)),
            ScanFilter.Not not => !Test(not.Filter, page),
            ScanFilter.Match match => match.Dimension == Page ? match.Matches(page) : null,
            ScanFilter.Goal or ScanFilter.HasDone or ScanFilter.Scrolled => null,
            _ => throw Unknown(filter),
        };

    private static ArgumentOutOfRangeException Unknown(ScanFilter filter) => new(nameof(filter), filter, "Unknown kind of filter.");
}
