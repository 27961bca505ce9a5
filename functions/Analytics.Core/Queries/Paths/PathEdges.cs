using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Paths;

/// <summary>The first and last second of a resolved range.</summary>
/// <param name="First">The first second, in the site's time zone.</param>
/// <param name="Last">The last second, in the site's time zone.</param>
/// <param name="Skipped">The days of an empty range that the time zone skipped; otherwise null.</param>
public readonly record struct PathEdges(DateTimeOffset First, DateTimeOffset Last, (DateOnly First, DateOnly Last)? Skipped)
{
    /// <summary>Converts a range.</summary>
    internal static PathEdges Of(TimeRange range, ZoneTimeline zone) =>
        new(zone.At(range.From), zone.At(Math.Max(range.From, range.To - 1)), range.Length == 0 ? range.Days : null);
}
