using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Queries.Metrics;

/// <summary>A metric of the API: its counters and the function from counters to its number. Everything about a metric is here.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Counters">The counters of a group that it reads.</param>
/// <param name="Decimals">Number of decimals after rounding half away from zero; <see cref="Unrounded"/> for no rounding, and for money,
/// which is rounded to the decimals of its currency.</param>
/// <param name="Value">The unrounded value, from the query's group and the companion's group (empty without a companion); null if the
/// denominator is 0.</param>
/// <param name="Traits">Further requirements and properties of the metric.</param>
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

    /// <summary>The scan of its denominator; null if the group contains the denominator.</summary>
    public CompanionScan? Companion { get; init; }

    /// <summary>The metric of a time bucket alone, of which averages are taken: its denominator is of the bucket too.</summary>
    public MetricDefinition OfBucket => Companion?.ByBucket is { } byBucket ? this with { Companion = byBucket } : this;

    /// <summary>
    /// The numerator and denominator, from the query's group and the companion's, both 0 without data; null for a metric that is no
    /// ratio.
    /// </summary>
    public Func<ScanGroup, ScanGroup, (double Numerator, double Denominator)>? Fraction { get; init; }

    /// <summary>The parts of a scan that it reads in addition to the counters.</summary>
    public ScanNeeds Measures { get; init; }

    /// <summary>All parts of a scan that it reads.</summary>
    public ScanNeeds Needs => Counters.Aggregate(Measures, (needs, counter) => needs | NeedsOf(counter));

    /// <summary>Returns true if it has a trait.</summary>
    public bool Is(MetricTraits trait) => (Traits & trait) != 0;

    /// <summary>Rounds a value as the answer shows it.</summary>
    public double? Round(double? value) =>
        value is not { } number || Decimals == Unrounded ? value
        : Decimals == 0 ? Math.Round(number, MidpointRounding.AwayFromZero)
        : Math.Round(number, Decimals, MidpointRounding.AwayFromZero);

    /// <summary>Returns the part of a scan that fills a counter.</summary>
    internal static ScanNeeds NeedsOf(ScanCounter counter) =>
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
            ScanCounter.VisitPageviews => ScanNeeds.VisitMetrics | ScanNeeds.VisitPageviews,
            ScanCounter.Refused or ScanCounter.Filtered or ScanCounter.Duplicates => ScanNeeds.Traffic,
            _ => throw new ArgumentOutOfRangeException(nameof(counter), counter, "Unknown counter."),
        };
}
