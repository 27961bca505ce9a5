using Analytics.Core.Definitions;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Sites;

namespace Analytics.Core.Queries.Paths;

/// <summary>Answers how many visitors take the steps of a funnel. Safe for concurrent use.</summary>
/// <param name="scanner">Knows a site's first event.</param>
/// <param name="visitors">Reads the events of visitors.</param>
/// <param name="time">The current time.</param>
/// <param name="goals">The goals of sites; null if no site has any.</param>
/// <param name="limits">Bounds of what a question reads; null for the defaults.</param>
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
    /// <param name="site">The site asked about.</param>
    /// <param name="query">What <see cref="FunnelParser"/> returned.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueryException">
    /// The range lies outside of what is stored, or a step or filter names a goal that the site has not.
    /// </exception>
    public ValueTask<FunnelResult> ExecuteAsync(Site site, FunnelQuery query, CancellationToken cancellationToken) =>
        ScanBudget.AskAsync(_limits.Events, query.Sample, budget => ExecuteAsync(site, query, budget, cancellationToken));

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
            var before = await CountAsync(plan, compared, budget, cancellationToken);
            steps = [.. steps.Select((step, i) => step with { Compared = before.Steps[i] })];
            fraction = Math.Min(fraction, before.SampledFraction);
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
