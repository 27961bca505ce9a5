using System.Collections.Frozen;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>Every metric of the API. To add one, move its name from <see cref="Later"/> to a row of the table.</summary>
public static class MetricTable
{
    private static readonly MetricDefinition[] All =
    [
        Count("visitors", ScanCounter.Visitors),
        Count("visits", ScanCounter.Visits),
        Count("pageviews", ScanCounter.Pageviews),
        Count("events", ScanCounter.Events),
        Ratio("views_per_visit", 2, ScanCounter.Pageviews, ScanCounter.Visits, MetricTraits.OfVisits),
        Ratio("bounce_rate", 0, ScanCounter.Bounces, ScanCounter.BounceVisits, MetricTraits.OfVisits | MetricTraits.ChangesInPoints, factor: 100),
        Ratio("visit_duration", 0, ScanCounter.VisitSeconds, ScanCounter.DurationVisits, MetricTraits.OfVisits),
        new(
            "percentage",
            [ScanCounter.Visitors],
            1,
            (group, total) => Divide(100 * group[ScanCounter.Visitors], total[ScanCounter.Visitors]),
            MetricTraits.Share)
        {
            Companion = CompanionScan.TotalVisitors,
        },
        new(
            "exit_rate",
            [ScanCounter.Visits],
            1,
            (exits, views) => Divide(100 * exits[ScanCounter.Visits], views[ScanCounter.Pageviews]),
            MetricTraits.ByExitPage | MetricTraits.ChangesInPoints)
        {
            Companion = CompanionScan.PageviewsByPage,
        },
        new("conversion_rate", [ScanCounter.Visitors], 2, Conversions, MetricTraits.OfGoals | MetricTraits.ChangesInPoints)
        {
            Companion = CompanionScan.PossibleConversions,
        },
        new("group_conversion_rate", [ScanCounter.Visitors], 2, Conversions, MetricTraits.OfGoals | MetricTraits.ChangesInPoints)
        {
            Companion = CompanionScan.PossibleConversionsOfGroup,
        },
        Count("refused", ScanCounter.Refused, MetricTraits.ByTimeOnly),
        Count("filtered", ScanCounter.Filtered, MetricTraits.ByTimeOnly),
        Count("duplicates", ScanCounter.Duplicates, MetricTraits.ByTimeOnly),
    ];

    private static readonly FrozenSet<string> Later = new[]
    {
        "average_revenue", "total_revenue", "scroll_depth", "time_on_page",
        "value_sum", "value_average", "value_p50", "value_p90", "value_p99",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, MetricDefinition> ByName =
        All.ToFrozenDictionary(metric => metric.Name, StringComparer.Ordinal);

    /// <summary>The names for an error message.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(metric => metric.Name));

    /// <summary>The metric of a name.</summary>
    /// <returns>Null if it cannot be asked for.</returns>
    public static MetricDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether the API describes the metric but this version cannot compute it yet.</summary>
    public static bool ComesLater(string name) => Later.Contains(name);

    private static MetricDefinition Count(string name, ScanCounter counter, MetricTraits traits = MetricTraits.None) =>
        new(name, [counter], 0, (group, _) => group[counter], traits | MetricTraits.Count);

    private static MetricDefinition Ratio(string name, int decimals, ScanCounter dividend, ScanCounter divisor, MetricTraits traits, int factor = 1) =>
        new(name, [dividend, divisor], decimals, (group, _) => Divide(factor * group[dividend], group[divisor]), traits);

    private static double? Conversions(ScanGroup converted, ScanGroup possible) => Divide(100 * converted[ScanCounter.Visitors], possible[ScanCounter.Visitors]);

    private static double? Divide(double dividend, double divisor) => divisor > 0 ? dividend / divisor : null;
}
