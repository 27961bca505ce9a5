using Analytics.Core.Definitions;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Execution;

/// <summary>The currency in which a query's revenue is told: that of its only revenue goals, or by goal that of each.</summary>
/// <param name="Scanned">The revenue to add up; null by goal, and where there is none.</param>
/// <param name="OfGoals">The currency of each revenue goal, where the goal is a dimension.</param>
/// <param name="Warning">The reason why all revenue is null; else null.</param>
internal sealed record RevenuePlan(ScanRevenue? Scanned, IReadOnlyDictionary<string, string> OfGoals, MetricWarning? Warning)
{
    private static readonly Dictionary<string, string> NoGoals = [];

    /// <summary>Plan of a query without revenue.</summary>
    public static RevenuePlan None { get; } = new(null, NoGoals, null);

    /// <summary>Decides on the currency.</summary>
    /// <param name="query">The query.</param>
    /// <param name="goals">The site's goals.</param>
    public static RevenuePlan For(Query query, SiteGoals goals)
    {
        if (!query.Metrics.Any(metric => metric.Metric.Is(MetricTraits.Money)))
        {
            return None;
        }

        Goal[] revenue = [.. goals.Listed(query.Filters).Where(goal => goal.Currency is not null)];
        if (revenue.Length == 0)
        {
            return new(
                null,
                NoGoals,
                new("no_revenue_goals_matching", "Revenue metrics are null as there are no matching revenue goals.")
            );
        }

        if (query.Dimensions.Any(SiteGoals.IsGoal))
        {
            return new(null, revenue.ToDictionary(goal => goal.DisplayName, goal => goal.Currency!), null);
        }

        return revenue.All(goal => goal.Currency == revenue[0].Currency)
            ? new(new(revenue[0].Currency!, new ScanFilter.Or([.. revenue.Select(SiteGoals.FilterOf)])), NoGoals, null)
            : new(
                null,
                NoGoals,
                new(
                    "no_single_revenue_currency",
                    "Revenue metrics are null as there are multiple currencies for the selected event:goals."
                )
            );
    }

    /// <summary>The currency of a group's revenue; null if it has none.</summary>
    /// <param name="goal">The goal that the group is of; null if the goal is no dimension.</param>
    public string? CurrencyOf(string? goal) => goal is null ? Scanned?.Currency : OfGoals.GetValueOrDefault(goal);
}
