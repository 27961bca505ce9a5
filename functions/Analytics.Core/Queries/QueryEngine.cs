using Analytics.Core.Queries.Execution;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries;

/// <summary>Answers queries from the rollups. Safe for concurrent use.</summary>
/// <param name="scanner">Reads the rollups.</param>
/// <param name="time">The current time.</param>
public sealed class QueryEngine(IRollupScanner scanner, TimeProvider time)
{
    /// <summary>Answers a query.</summary>
    /// <param name="site">The site asked about.</param>
    /// <param name="query">What <see cref="QueryParser"/> returned.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueryException">The range has too many time buckets or lies outside of what is stored.</exception>
    /// <exception cref="TimeZoneNotFoundException">The site's zone is unknown to this machine.</exception>
    public async ValueTask<QueryResult> ExecuteAsync(Site site, Query query, CancellationToken cancellationToken)
    {
        var zone = ZoneTimeline.Of(site.TimeZone);
        var firstEvent = query.DateRange is QueryDateRange.Relative { Kind: RelativeRange.All }
            ? await scanner.FirstEventAsync(site.Domain, cancellationToken)
            : null;
        var range = DateRanges.Resolve(query.DateRange, query.Date, zone, time.GetUtcNow(), firstEvent);
        var plan = QueryPlan.For(query, range);
        var reader = new RowReader(scanner, site.Domain, plan, zone, time.GetUtcNow().ToUnixTimeSeconds());
        var rows = await reader.ReadAsync(range, cancellationToken);
        var compared = query.Include.Comparison is { } comparison ? ComparedRanges.Resolve(comparison, range, query.DateRange, zone) : null;
        var comparedRows = compared is null ? null : await reader.ReadAsync(compared, cancellationToken);
        return ResultBuilder.Build(plan, zone, range, rows, compared, comparedRows);
    }
}
