using Analytics.Core.Dimensions;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The entry pages admitted by a filter on pages: those of which an event could pass the filter, for some value of its other dimensions.
/// </summary>
/// <remarks>
/// Example: "page is /a and source is x" admits /a; "page is /a or source is x" admits every page, since an event of any page may have the
/// source. A condition on another dimension is neither true nor false of a page, as in Kleene's logic of three values.
/// Conditions on other dimensions are taken as independent of each other, so "page is /a, source is x and source is y" admits /a, although
/// no event passes it.
/// </remarks>
internal static class PageConditions
{
    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    /// <summary>
    /// Returns the predicate of the admitted pages, with the empty text for no page; null if the filter does not test the page.
    /// </summary>
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

    /// <summary>Evaluates the filter for the events of a page; null if the result depends on their other dimensions.</summary>
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
