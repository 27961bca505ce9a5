using System.Globalization;
using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.CountedDays;

/// <summary>The dimensions by which days are counted, and the names of their parts in a row.</summary>
internal static class CountedDimensions
{
    /// <summary>The dimensions: null for the totals.</summary>
    public static IReadOnlyList<ScanDimension?> All { get; } =
    [
        null,
        ScanDimension.Of(EventDimension.Page),
        ScanDimension.Of(EventDimension.Hostname),
        new(ScanDimensionKind.EntryPage),
        new(ScanDimensionKind.ExitPage),
        .. Enum.GetValues<VisitDimension>()
            .Select(dimension =>
                (ScanDimension?)(
                    dimension is VisitDimension.Region or VisitDimension.City
                        ? ScanDimension.OfPlace(ScanDimensionKind.PlaceCode, dimension)
                        : ScanDimension.Of(dimension)
                )
            ),
        ScanDimension.OfPlace(ScanDimensionKind.PlaceName, VisitDimension.Region),
        ScanDimension.OfPlace(ScanDimensionKind.PlaceName, VisitDimension.City),
    ];

    /// <summary>
    /// Returns the counters of a dimension. Visits with an event of a value are not among them: one that begins on a day counts on it, but
    /// in a range that ends with the day only if the event is in the range.
    /// </summary>
    public static ScanNeeds NeedsOf(ScanDimension? dimension) =>
        ScanNeeds.Visitors
        | ScanNeeds.Events
        | (dimension is { IsOfEvent: true } ? ScanNeeds.None : ScanNeeds.Visits | ScanNeeds.VisitMetrics | ScanNeeds.VisitPageviews);

    /// <summary>Returns the name of the part of a dimension.</summary>
    public static string PartOf(ScanDimension? dimension) =>
        dimension is not { } of
            ? "totals"
            : string.Create(CultureInfo.InvariantCulture, $"{of.Kind.ToString().ToLowerInvariant()}.{of.Code}");
}
