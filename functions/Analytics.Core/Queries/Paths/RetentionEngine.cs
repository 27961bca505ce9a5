using Analytics.Core.Definitions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts the visitors who return, by the period of their first event. Safe for concurrent use.</summary>
/// <param name="scanner">Finds a site's first event.</param>
/// <param name="visitors">Reads the events of visitors.</param>
/// <param name="time">The current time.</param>
/// <param name="goals">The goals of sites; null if no site has any.</param>
/// <param name="limits">Limits of what a question reads; null for the defaults.</param>
public sealed class RetentionEngine(
    IRollupScanner scanner,
    IVisitorScanner visitors,
    TimeProvider time,
    IGoalDirectory? goals = null,
    QueryLimits? limits = null
)
{
    /// <summary>A time in seconds that is longer than any period.</summary>
    private const long LongerThanAnyPeriod = 40 * 86_400;

    private readonly QueryLimits _limits = limits ?? new();

    /// <summary>Answers a question.</summary>
    /// <param name="site">The site of the question.</param>
    /// <param name="query">The parsed question.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="QueryException">
    /// No visitor of the range can be recognised later, the range has too many periods, or a step or filter names an unknown goal.
    /// </exception>
    public ValueTask<RetentionResult> ExecuteAsync(Site site, RetentionQuery query, CancellationToken cancellationToken) =>
        ScanBudget.AskAsync(_limits, query.Sample, budget => ExecuteAsync(site, query, budget, cancellationToken));

    private async ValueTask<RetentionResult> ExecuteAsync(
        Site site,
        RetentionQuery query,
        ScanBudget budget,
        CancellationToken cancellationToken
    )
    {
        var zone = ZoneTimeline.Of(site);
        var now = time.GetUtcNow();
        var range = await PathRange.ResolveAsync(scanner, site.Id, query.DateRange, query.Date, zone, now, cancellationToken);
        PathStep[] steps = [.. new[] { query.First, query.Returning }.OfType<PathStep>()];
        var filters = await PathFilters.ReadAsync(goals, site.Id, steps, query.Filters, cancellationToken);
        var (first, returning) = (MarkOf(query.First, "first"), MarkOf(query.Returning, "returning"));
        if (range.Length == 0)
        {
            return new(query, PathEdges.Of(range, zone), [], [], 0, 1);
        }

        var buckets = TimeBuckets.Cut(range, query.CohortBy, zone, 0);
        if (buckets.Starts.Count > RetentionQuery.MaxPeriods)
        {
            throw new QueryException(
                $"cohort_by cuts the date range into {buckets.Starts.Count} periods; "
                    + $"at most {RetentionQuery.MaxPeriods} are answered: use longer periods or a shorter range."
            );
        }

        var request = new VisitorRequest(
            site.Id,
            range.From,
            range.To,
            filters.Of(query.Filters),
            [first, returning],
            KeptEvents.MarkedOncePerBucket
        )
        {
            BucketStarts = buckets.Starts,
            RequiredMarks = 1,
            Budget = budget,
            Counted = "retention",
        };
        var count = await visitors.ReadVisitorsAsync(
            request,
            Create,
            scan => PathCount<RetentionCounter>.Of(scan, Create()),
            cancellationToken
        );
        var sum = count.Counter;
        if (sum.Unknown > 0 && sum.Sizes.All(size => size == 0))
        {
            throw new QueryException(
                $"site_id is '{site.Domain}', whose visitors have an id for a day only, "
                    + "so that nobody can be known again and retention cannot be told. "
                    + "Send a visitor_id with the events of signed-in people, or from an app."
            );
        }

        // Extended beyond the range, the buckets also give the end of its last period.
        var extendedStarts = TimeBuckets.Cut(new(range.From, range.To + LongerThanAnyPeriod, null), query.CohortBy, zone, 0).Starts;
        var ends = buckets.Starts.Select((_, i) => extendedStarts[i + 1]).ToArray();
        return RetentionTable.Build(
            query,
            PathEdges.Of(range, zone),
            buckets,
            ends,
            Math.Min(now.ToUnixTimeSeconds() + 1, range.To),
            sum,
            count.SampledFraction
        );

        RetentionCounter Create() => new(buckets);

        ScanFilter MarkOf(PathStep? step, string key) => step is null ? new ScanFilter.And([]) : filters.Of(step, key);
    }
}
