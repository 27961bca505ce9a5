using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Paths;

/// <summary>Gives the range of a question about paths its edges.</summary>
internal static class PathRange
{
    /// <exception cref="QueryException">The range lies outside of what is stored.</exception>
    public static async ValueTask<TimeRange> ResolveAsync(
        IRollupScanner scanner,
        string site,
        QueryDateRange asked,
        DateOnly? date,
        ZoneTimeline zone,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var firstEvent = asked is QueryDateRange.Relative { Kind: RelativeRange.All }
            ? await scanner.FirstEventAsync(site, cancellationToken)
            : null;
        return DateRanges.Resolve(asked, date, zone, now, firstEvent);
    }
}
