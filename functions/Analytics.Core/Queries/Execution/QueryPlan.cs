using Analytics.Core.Dimensions;
using Analytics.Core.Queries.Labels;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Execution;

/// <summary>The plan of a query: every decision that does not depend on the rows.</summary>
/// <param name="Query">The query, with a granularity for <c>time</c> and an order.</param>
/// <param name="Unit">The length of time buckets; null without a time dimension.</param>
/// <param name="Groups">The dimensions to group by, except time.</param>
/// <param name="Filter">The condition to scan for; null for all rows.</param>
/// <param name="Needs">The parts of the rows to read.</param>
/// <param name="BucketsBefore">Number of time buckets before the range that the rolling averages need.</param>
internal sealed record QueryPlan(
    Query Query,
    TimeGranularity? Unit,
    IReadOnlyList<QueryDimension> Groups,
    ScanFilter? Filter,
    ScanNeeds Needs,
    int BucketsBefore
)
{
    /// <summary>The currency of revenue.</summary>
    public RevenuePlan Revenue { get; private init; } = RevenuePlan.None;

    /// <summary>The position of the goal among <see cref="Groups"/>; −1 if it is none of them.</summary>
    public int GoalPosition { get; } = Array.FindIndex([.. Groups], SiteGoals.IsGoal);

    /// <summary>The goals to group by; empty unless the goal is a dimension.</summary>
    public IReadOnlyList<ScanGoal> Goals { get; private init; } = [];

    private const long MaxSecondsByMinute = 24 * 3_600;

    private static readonly ScanDimension Page = ScanDimension.Of(EventDimension.Page);

    /// <summary>True if time is the only dimension, so that buckets without data can have rows.</summary>
    public bool IsSeries => Unit is not null && Groups.Count == 0;

    /// <summary>
    /// True if groups without events are left out of the answer: by page, a visit metric may have a value for a page without events in
    /// the range, a page may have engagement alone, and a visit may begin in a time bucket before those of its filtered events.
    /// </summary>
    public bool DropsGroupsWithoutEvents { get; } =
        DropsWithoutVisits(Needs, Groups) || (Unit is not null && CountsFilteredEvents(Query, Needs));

    /// <summary>True if of the groups without events those are left out that have no visit either.</summary>
    public bool DropsGroupsWithoutVisits { get; } = DropsWithoutVisits(Needs, Groups);

    public static QueryPlan For(Query query, TimeRange range, SiteGoals goals)
    {
        var dimensions = query.Dimensions.Select(dimension => Decide(dimension, query.DateRange, range)).ToArray();
        var isOneDay = range.Days is { } days && days.First == days.Last;
        if (range.Length > MaxSecondsByMinute && !isOneDay && dimensions.Any(dimension => dimension.Time == TimeGranularity.Minute))
        {
            throw new QueryException(
                "dimensions has 'time:minute', which needs a date_range of at most 24 hours; use time:hour or a shorter date_range."
            );
        }

        var groups = dimensions.Where(dimension => !dimension.IsTime).ToArray();
        var unit = dimensions.FirstOrDefault(dimension => dimension.IsTime)?.Time;
        var needs = query.Metrics.Aggregate(ScanNeeds.None, (sum, metric) => sum | metric.Metric.Needs);
        var plan = new QueryPlan(
            query with
            {
                Dimensions = dimensions,
                OrderBy = Order(query, dimensions),
            },
            unit,
            groups,
            ScanFilters.Compile(query.Filters, groups.Any(group => !group.Stored.IsOfEvent), goals),
            needs,
            query.Metrics.Max(metric => metric.Rolling?.BucketsBefore ?? 0)
        )
        {
            Goals = groups.Any(SiteGoals.IsGoal)
                ?
                [
                    .. goals
                        .Listed(query.Filters)
                        .Select(goal => new ScanGoal(goal.DisplayName, SiteGoals.FilterOf(goal), goal.Currency)
                        {
                            OtherCurrencies = goals.OtherCurrencies(goal),
                        }),
                ]
                : [],
            Revenue = RevenuePlan.For(query, goals),
        };
        return plan.DropsGroupsWithoutVisits ? plan with { Needs = needs | ScanNeeds.Visits | ScanNeeds.Events }
            : plan.DropsGroupsWithoutEvents ? plan with { Needs = needs | ScanNeeds.Events }
            : plan;
    }

    private static bool DropsWithoutVisits(ScanNeeds needs, IReadOnlyList<QueryDimension> groups) =>
        (needs.HasFlag(ScanNeeds.VisitMetrics) && groups.Any(group => group.Stored == Page)) || (needs & ScanNeeds.Engagement) != 0;

    private static bool CountsFilteredEvents(Query query, ScanNeeds needs) =>
        (needs & (ScanNeeds.Visits | ScanNeeds.VisitMetrics | ScanNeeds.Durations)) == 0
        && query.Filters.SelectMany(filter => filter.Tests(withBehaviour: false)).Any(test => test.Dimension.Stored.IsOfEvent);

    private static QueryDimension Decide(QueryDimension dimension, QueryDateRange dateRange, TimeRange range)
    {
        if (dimension.Time != TimeGranularity.Auto)
        {
            return dimension;
        }

        return DimensionTable.Find(
            TimeUnits.For(dateRange, range) switch
            {
                TimeGranularity.Minute => "time:minute",
                TimeGranularity.Hour => "time:hour",
                TimeGranularity.Day => "time:day",
                TimeGranularity.Week => "time:week",
                _ => "time:month",
            }
        )!;
    }

    private static IReadOnlyList<QueryOrder> Order(Query query, QueryDimension[] dimensions)
    {
        var time = dimensions.FirstOrDefault(dimension => dimension.IsTime);
        if (query.OrderBy.Count > 0)
        {
            return [.. query.OrderBy.Select(order => order.Name == "time" ? order with { Name = time!.Name } : order)];
        }

        var orders = new List<QueryOrder>(2 + dimensions.Length);
        if (time is not null)
        {
            orders.Add(new QueryOrder(time.Name, false));
        }

        orders.Add(new QueryOrder(query.Metrics[0].Name, true));
        orders.AddRange(dimensions.Where(dimension => !dimension.IsTime).Select(dimension => new QueryOrder(dimension.Name, false)));
        return orders;
    }
}
