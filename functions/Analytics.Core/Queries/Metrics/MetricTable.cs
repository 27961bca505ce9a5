using System.Collections.Frozen;
using Analytics.Core.Queries.Results;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>Every metric of the API. To add one, add a row.</summary>
public static class MetricTable
{
    private static readonly MetricDefinition[] All =
    [
        Count("visitors", ScanCounter.Visitors),
        Count("visits", ScanCounter.Visits),
        Count("pageviews", ScanCounter.Pageviews),
        Count("events", ScanCounter.Events),
        Ratio("views_per_visit", 2, ScanCounter.VisitPageviews, ScanCounter.BounceVisits, MetricTraits.OfVisits | MetricTraits.OfViews),
        Ratio(
            "bounce_rate",
            0,
            ScanCounter.Bounces,
            ScanCounter.BounceVisits,
            MetricTraits.OfVisits | MetricTraits.ChangesInPoints,
            factor: 100
        ),
        new(
            "visit_duration",
            [ScanCounter.VisitSeconds, ScanCounter.DurationVisits, ScanCounter.PassingVisits],
            0,
            Duration,
            MetricTraits.OfVisits
        )
        {
            Fraction = (group, _) => (group[ScanCounter.VisitSeconds], group[ScanCounter.DurationVisits]),
        },
        OfDurations("visit_duration_p50", 0.5),
        OfDurations("visit_duration_p90", 0.9),
        new("percentage", [ScanCounter.Visitors], 1, (group, total) => Divide(Conversions(group, total)), MetricTraits.Share)
        {
            Companion = CompanionScan.TotalVisitors,
            Fraction = Conversions,
        },
        new(
            "exit_rate",
            [ScanCounter.Visits],
            1,
            (exits, views) => Divide(100 * exits[ScanCounter.Visits], views[ScanCounter.Pageviews]),
            MetricTraits.ByExitPage | MetricTraits.ChangesInPoints
        )
        {
            Companion = CompanionScan.PageviewsByPage,
        },
        new(
            "conversion_rate",
            [ScanCounter.Visitors],
            2,
            (group, possible) => Divide(Conversions(group, possible)),
            MetricTraits.OfGoals | MetricTraits.ChangesInPoints
        )
        {
            Companion = CompanionScan.PossibleConversions,
            Fraction = Conversions,
        },
        new(
            "group_conversion_rate",
            [ScanCounter.Visitors],
            2,
            (group, possible) => Divide(Conversions(group, possible)),
            MetricTraits.OfGoals | MetricTraits.ChangesInPoints
        )
        {
            Companion = CompanionScan.PossibleConversionsOfGroup,
            Fraction = Conversions,
        },
        new(
            "scroll_depth",
            [],
            0,
            (group, companion) => Divide(Scrolls(group, companion)),
            MetricTraits.OfPages | MetricTraits.ChangesInPoints
        )
        {
            Fraction = Scrolls,
            Measures = ScanNeeds.ScrollDepths,
        },
        new("time_on_page", [], 0, (group, companion) => Divide(Times(group, companion)), MetricTraits.OfPages)
        {
            Fraction = Times,
            Measures = ScanNeeds.EngagementTimes,
        },
        new("total_revenue", [], MetricDefinition.Unrounded, (group, _) => Revenue(group), MetricTraits.Money)
        {
            Measures = ScanNeeds.Revenue,
        },
        new(
            "average_revenue",
            [],
            MetricDefinition.Unrounded,
            (group, companion) => Divide(Revenues(group, companion)),
            MetricTraits.Money
        )
        {
            Fraction = Revenues,
            Measures = ScanNeeds.Revenue,
        },
        new("value_sum", [], MetricDefinition.Unrounded, (group, _) => Finite(group.Measures?.ValueSum?.Value ?? 0))
        {
            Measures = ScanNeeds.ValueSums,
        },
        new(
            "value_average",
            [],
            MetricDefinition.Unrounded,
            (group, _) => group.Measures is { ValueEvents: > 0, ValueSum: { } sum } sums ? Finite(sum.DivideBy(sums.ValueEvents)) : null
        )
        {
            Fraction = (group, _) => (Finite(group.Measures?.ValueSum?.Value ?? 0), group.Measures?.ValueEvents ?? 0),
            Measures = ScanNeeds.ValueSums,
        },
        OfValues("value_p50", 0.5),
        OfValues("value_p90", 0.9),
        OfValues("value_p99", 0.99),
        Count("refused", ScanCounter.Refused, MetricTraits.ByTimeOnly),
        Count("filtered", ScanCounter.Filtered, MetricTraits.ByTimeOnly),
        Count("duplicates", ScanCounter.Duplicates, MetricTraits.ByTimeOnly),
    ];

    private static readonly FrozenDictionary<string, MetricDefinition> ByName = All.ToFrozenDictionary(
        metric => metric.Name,
        StringComparer.Ordinal
    );

    /// <summary>The names for an error message.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(metric => metric.Name));

    /// <summary>Returns the metric of a name.</summary>
    /// <returns>The metric; null for an unknown name.</returns>
    public static MetricDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    private static MetricDefinition Count(string name, ScanCounter counter, MetricTraits traits = MetricTraits.None) =>
        new(name, [counter], 0, (group, _) => group[counter], traits | MetricTraits.Count);

    private static MetricDefinition Ratio(
        string name,
        int decimals,
        ScanCounter dividend,
        ScanCounter divisor,
        MetricTraits traits,
        int factor = 1
    ) =>
        new(name, [dividend, divisor], decimals, (group, _) => Divide(factor * group[dividend], group[divisor]), traits)
        {
            Fraction = (group, _) => (factor * group[dividend], group[divisor]),
        };

    private static MetricDefinition OfDurations(string name, double fraction) =>
        new(name, [ScanCounter.DurationVisits], 0, (group, _) => group.Measures?.Durations?.Percentile(fraction), MetricTraits.OfVisits)
        {
            Measures = ScanNeeds.Durations,
        };

    private static MetricDefinition OfValues(string name, double fraction) =>
        new(name, [], MetricDefinition.Unrounded, (group, _) => group.Measures?.Values?.Percentile(fraction))
        {
            Measures = ScanNeeds.Values,
        };

    /// <summary>
    /// Returns the mean duration. It is 0 for visits that pass through a bucket but end in a later one, where their duration counts.
    /// </summary>
    private static double? Duration(ScanGroup group, ScanGroup companion) =>
        Divide(group[ScanCounter.VisitSeconds], group[ScanCounter.DurationVisits]) ?? (group[ScanCounter.PassingVisits] > 0 ? 0 : null);

    private static double Revenue(ScanGroup group) => MoneyAmount.FromMicros(group.Measures?.RevenueMicros ?? 0);

    /// <summary>Clamps an infinite sum to the largest number that JSON can hold.</summary>
    private static double Finite(double sum) => Math.Clamp(sum, double.MinValue, double.MaxValue);

    private static (double Numerator, double Denominator) Conversions(ScanGroup converted, ScanGroup possible) =>
        (100 * converted[ScanCounter.Visitors], possible[ScanCounter.Visitors]);

    private static (double Numerator, double Denominator) Scrolls(ScanGroup group, ScanGroup companion) =>
        (group.Measures?.ScrollDepths ?? 0, group.Measures?.ScrollVisits ?? 0);

    private static (double Numerator, double Denominator) Times(ScanGroup group, ScanGroup companion) =>
        ((double)(group.Measures?.EngagementMilliseconds ?? 0) / 1000, group.Measures?.TimedVisits ?? 0);

    private static (double Numerator, double Denominator) Revenues(ScanGroup group, ScanGroup companion) =>
        (Revenue(group), group.Measures?.RevenueEvents ?? 0);

    private static double? Divide((double Numerator, double Denominator) fraction) => Divide(fraction.Numerator, fraction.Denominator);

    private static double? Divide(double dividend, double divisor) => divisor > 0 ? dividend / divisor : null;
}
