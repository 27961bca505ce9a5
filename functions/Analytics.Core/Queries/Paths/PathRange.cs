using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Paths;

/// <summary>Resolves the range of a question about paths.</summary>
internal static class PathRange
{
    /// <exception cref="QueryException">The range lies outside of the stored time.</exception>
    public static async ValueTask<TimeRange> ResolveAsync(
        IRollupScanner scanner,
        string site,
        QueryDateRange dateRange,
        DateOnly? date,
        ZoneTimeline zone,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var firstEvent = dateRange is QueryDateRange.Relative { Kind: RelativeRange.All }
            ? await FirstEvent.FindAsync(scanner, site, zone, TimeGranularity.Day, cancellationToken)
            : null;
        return DateRanges.Resolve(dateRange, date, zone, now, firstEvent);
    }
}
