using System.Collections.Frozen;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>Every metric of the API. To add one, move its name from <see cref="Later"/> to a row of the table.</summary>
public static class MetricTable
{
    private const ScanNeeds VisitsAndEvents = ScanNeeds.Visits | ScanNeeds.Events;

    private static readonly MetricDefinition[] All =
    [
        new("visitors", ScanNeeds.Visitors, 0, (group, _) => group.Visitors, MetricTraits.Count),
        new("visits", ScanNeeds.Visits, 0, (group, _) => group.Visits, MetricTraits.Count),
        new("pageviews", ScanNeeds.Events, 0, (group, _) => group.Pageviews, MetricTraits.Count),
        new("events", ScanNeeds.Events, 0, (group, _) => group.Events, MetricTraits.Count),
        new("views_per_visit", VisitsAndEvents, 2, (group, _) => Divide(group.Pageviews, group.Visits), MetricTraits.OfVisits),
        new(
            "bounce_rate",
            ScanNeeds.VisitMetrics,
            0,
            (group, _) => Divide(100 * group.Bounces, group.BounceVisits),
            MetricTraits.OfVisits | MetricTraits.ChangesInPoints),
        new("visit_duration", ScanNeeds.VisitMetrics, 0, (group, _) => Divide(group.VisitSeconds, group.DurationVisits), MetricTraits.OfVisits),
        new("percentage", ScanNeeds.Visitors, 1, (group, visitors) => Divide(100 * group.Visitors, visitors), MetricTraits.Share),
        new("refused", ScanNeeds.Traffic, 0, (group, _) => group.Refused, MetricTraits.ByTimeOnly),
        new("filtered", ScanNeeds.Traffic, 0, (group, _) => group.Filtered, MetricTraits.ByTimeOnly),
        new("duplicates", ScanNeeds.Traffic, 0, (group, _) => group.Duplicates, MetricTraits.ByTimeOnly),
    ];

    private static readonly FrozenSet<string> Later = new[]
    {
        "conversion_rate", "group_conversion_rate", "average_revenue", "total_revenue", "scroll_depth", "time_on_page",
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

    private static double? Divide(double dividend, double divisor) => divisor > 0 ? dividend / divisor : null;
}
