using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>A metric of the API: what is counted for it and how its number comes about. The one place of a metric.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Counters">The counters it reads of a group.</param>
/// <param name="Decimals">To how many decimals it is rounded, half away from zero; <see cref="Unrounded"/> for none.</param>
/// <param name="Value">
/// Its unrounded value, given the group and the companion's group that belongs to it, which is empty without a companion; null when it has
/// no denominator.
/// </param>
/// <param name="Traits">What it asks of a query.</param>
public sealed record MetricDefinition(
    string Name,
    IReadOnlyList<ScanCounter> Counters,
    int Decimals,
    Func<ScanGroup, ScanGroup, double?> Value,
    MetricTraits Traits = MetricTraits.None
)
{
    /// <summary>The decimals of a metric that is not rounded.</summary>
    public const int Unrounded = -1;

    /// <summary>The scan that gives its denominator; null if the group has it itself.</summary>
    public CompanionScan? Companion { get; init; }

    /// <summary>
    /// Its numerator and denominator, given the group and the companion's, both 0 where nothing happened; null for a metric that is no
    /// rate.
    /// </summary>
    public Func<ScanGroup, ScanGroup, (double Numerator, double Denominator)>? Fraction { get; init; }

    /// <summary>The parts of a scan that it reads beside the counters.</summary>
    public ScanNeeds Measures { get; init; }

    /// <summary>The parts of a scan that it reads.</summary>
    public ScanNeeds Needs => Counters.Aggregate(Measures, (needs, counter) => needs | NeedsOf(counter));

    /// <summary>True if it has a trait.</summary>
    public bool Is(MetricTraits trait) => (Traits & trait) != 0;

    /// <summary>Rounds a value as the answer shows it.</summary>
    public double? Round(double? value) =>
        value is not { } number || Decimals == Unrounded ? value
        : Decimals == 0 ? Math.Round(number, MidpointRounding.AwayFromZero)
        : Math.Round(number, Decimals, MidpointRounding.AwayFromZero);

    private static ScanNeeds NeedsOf(ScanCounter counter) =>
        counter switch
        {
            ScanCounter.Visitors => ScanNeeds.Visitors,
            ScanCounter.Visits => ScanNeeds.Visits,
            ScanCounter.Pageviews or ScanCounter.Events => ScanNeeds.Events,
            ScanCounter.BounceVisits
            or ScanCounter.Bounces
            or ScanCounter.DurationVisits
            or ScanCounter.VisitSeconds
            or ScanCounter.PassingVisits => ScanNeeds.VisitMetrics,
            ScanCounter.Refused or ScanCounter.Filtered or ScanCounter.Duplicates => ScanNeeds.Traffic,
            _ => throw new ArgumentOutOfRangeException(nameof(counter), counter, "Unknown counter."),
        };
}
