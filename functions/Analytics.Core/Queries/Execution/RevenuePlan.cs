using Analytics.Core.Definitions;
using Analytics.Core.Queries.Metrics;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Syntax;
using static System.FormattableString;

namespace Analytics.Core.Queries.Execution;

/// <summary>The currency of a query's revenue: that of its revenue goals or, if grouped by goal, of each goal.</summary>
/// <param name="Scanned">The revenue to add up; null if grouped by goal and for a query without revenue.</param>
/// <param name="OfGoals">Currency by revenue goal, if grouped by goal.</param>
/// <param name="Warning">The reason why all revenue is null; null if there is revenue.</param>
internal sealed record RevenuePlan(ScanRevenue? Scanned, IReadOnlyDictionary<string, string> OfGoals, MetricWarning? Warning)
{
    private const int MaxNamed = 20;
    private static readonly Dictionary<string, string> NoGoals = [];

    /// <summary>The plan of a query without revenue metrics.</summary>
    public static RevenuePlan None { get; } = new(null, NoGoals, null);

    /// <summary>Decides the currency.</summary>
    /// <param name="query">The query.</param>
    /// <param name="goals">The site's goals.</param>
    public static RevenuePlan For(Query query, SiteGoals goals)
    {
        if (!query.Metrics.Any(metric => metric.Metric.Is(MetricTraits.Money)))
        {
            return None;
        }

        Goal[] revenueGoals = [.. goals.Listed(query.Filters).Where(goal => goal.Currency is not null)];
        if (revenueGoals.Length == 0)
        {
            return new(
                null,
                NoGoals,
                new("no_revenue_goals_matching", "Revenue metrics are null as there are no matching revenue goals.")
            );
        }

        if (query.Dimensions.Any(SiteGoals.IsGoal))
        {
            return new(null, revenueGoals.ToDictionary(goal => goal.DisplayName, goal => goal.Currency!), null);
        }

        return revenueGoals.All(goal => goal.Currency == revenueGoals[0].Currency)
            ? new(Scan(revenueGoals, goals), NoGoals, null)
            : new(
                null,
                NoGoals,
                new(
                    "no_single_revenue_currency",
                    "Revenue metrics are null as there are multiple currencies for the selected event:goals."
                )
            );
    }

    private static ScanRevenue Scan(Goal[] revenueGoals, SiteGoals goals) =>
        new(revenueGoals[0].Currency!, new ScanFilter.Or([.. revenueGoals.Select(SiteGoals.FilterOf)]))
        {
            Elsewhere =
            [
                .. revenueGoals.SelectMany(goal =>
                    goals.OtherCurrencies(goal).Select(currency => new ScanRevenue(currency, SiteGoals.FilterOf(goal)))
                ),
            ],
        };

    /// <summary>
    /// Returns a warning if events have revenue in currencies that neither are added up nor are those of another goal of the same events;
    /// otherwise null.
    /// </summary>
    /// <param name="events">Their numbers by goal, or by the empty text unless grouped by goal.</param>
    public static MetricWarning? OtherCurrencies(IReadOnlyDictionary<string, long> events)
    {
        if (events.Count == 0)
        {
            return null;
        }

        var counts = events
            .OrderBy(of => of.Key, StringComparer.Ordinal)
            .Select(of => Invariant($"{of.Value} event{(of.Value == 1 ? "" : "s")}{(of.Key.Length > 0 ? $" of '{of.Key}'" : "")}"))
            .ToArray();
        var more = counts.Length > MaxNamed ? Invariant($" and of {counts.Length - MaxNamed} other goals") : string.Empty;
        return new(
            "other_currencies_left_out",
            $"The revenue of {string.Join(", ", counts.Take(MaxNamed))}{more} is left out, because it is in another currency than the "
                + "goal's; to see it, add a goal of the same events in that currency."
        );
    }

    /// <summary>Returns the currency of a group's revenue; null if it has none.</summary>
    /// <param name="goal">The group's goal; null if the query does not group by goal.</param>
    public string? CurrencyOf(string? goal) => goal is null ? Scanned?.Currency : OfGoals.GetValueOrDefault(goal);
}
