using Analytics.Core.Definitions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Paths;

/// <summary>Counts the visitors who take the steps of a funnel. Safe for concurrent use.</summary>
/// <param name="scanner">Finds a site's first event.</param>
/// <param name="visitors">Reads the events of visitors.</param>
/// <param name="time">The current time.</param>
/// <param name="goals">The goals of sites; null if no site has any.</param>
/// <param name="limits">Limits of what a question reads; null for the defaults.</param>
public sealed class FunnelEngine(
    IRollupScanner scanner,
    IVisitorScanner visitors,
    TimeProvider time,
    IGoalDirectory? goals = null,
    QueryLimits? limits = null
)
{
    private readonly QueryLimits _limits = limits ?? new();

    /// <summary>Answers a question.</summary>
    /// <param name="site">The site of the question.</param>
    /// <param name="query">The parsed question.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="QueryException">
    /// The range lies outside of the stored time, or a step or filter names an unknown goal.
    /// </exception>
    public ValueTask<FunnelResult> ExecuteAsync(Site site, FunnelQuery query, CancellationToken cancellationToken) =>
        ScanBudget.AskAsync(_limits, query.Sample, budget => ExecuteAsync(site, query, budget, cancellationToken));

    private async ValueTask<FunnelResult> ExecuteAsync(
        Site site,
        FunnelQuery query,
        ScanBudget budget,
        CancellationToken cancellationToken
    )
    {
        var zone = ZoneTimeline.Of(site);
        var range = await PathRange.ResolveAsync(scanner, site.Id, query.DateRange, query.Date, zone, time.GetUtcNow(), cancellationToken);
        var filters = await PathFilters.ReadAsync(goals, site.Id, query.Steps, query.Filters, cancellationToken);
        var plan = new FunnelPlan(site.Id, query, filters);
        var count = await CountAsync(plan, range, budget, cancellationToken);
        var (steps, fraction) = (count.Steps, count.SampledFraction);
        TimeRange? compared = null;
        if (query.Comparison is { } comparison)
        {
            compared = ComparedRanges.Resolve(comparison, range, query.DateRange, zone, time.GetUtcNow().ToUnixTimeSeconds());
            var comparedCount = await CountAsync(plan, compared, budget, cancellationToken);
            steps = [.. steps.Select((step, i) => step with { Compared = comparedCount.Steps[i] })];
            fraction = Math.Min(fraction, comparedCount.SampledFraction);
        }

        return new(
            query,
            PathEdges.Of(range, zone),
            compared is null ? null : PathEdges.Of(compared, zone),
            steps,
            count.MedianTime,
            count.Groups,
            fraction
        );
    }

    private ValueTask<FunnelCount> CountAsync(FunnelPlan plan, TimeRange range, ScanBudget budget, CancellationToken cancellationToken) =>
        visitors.ReadVisitorsAsync(plan.Request(range, budget), plan.CreateCounter, plan.Conclude, cancellationToken);
}
