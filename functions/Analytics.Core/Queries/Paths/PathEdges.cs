using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Paths;

/// <summary>A range as it was executed.</summary>
/// <param name="First">The first second, on the site's clock.</param>
/// <param name="Last">The last second, on the site's clock.</param>
/// <param name="Skipped">The days of a range without a second, which the zone skipped; else null.</param>
public readonly record struct PathEdges(DateTimeOffset First, DateTimeOffset Last, (DateOnly First, DateOnly Last)? Skipped)
{
    /// <summary>The edges of a range.</summary>
    internal static PathEdges Of(TimeRange range, ZoneTimeline zone) =>
        new(zone.At(range.From), zone.At(Math.Max(range.From, range.To - 1)), range.Length == 0 ? range.Days : null);
}
