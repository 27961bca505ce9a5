using Analytics.Core.Queries.Results;

namespace Analytics.Core.Queries.Paths;

/// <summary>The numbers of one step of a funnel.</summary>
/// <param name="Label">The label of the step.</param>
/// <param name="Visitors">The visitors who reached it.</param>
/// <param name="ConversionRate">Their share of the first step's visitors, in per cent; null without any.</param>
/// <param name="ConversionRateStep">Their share of the previous step's visitors, in per cent; null without any.</param>
/// <param name="Dropoff">The visitors who reached it and no further step; null for the last step.</param>
/// <param name="DropoffPercentage">Their share of the step's visitors, in per cent; null for the last step and without any.</param>
public sealed record FunnelStepResult(
    string Label,
    double Visitors,
    double? ConversionRate,
    double? ConversionRateStep,
    double? Dropoff,
    double? DropoffPercentage
)
{
    /// <summary>Median of the seconds from the previous step; null for the first step, in flexible order and without visitors.</summary>
    public double? MedianTime { get; init; }

    /// <summary>The revenue of the events that took it; null unless the step is a revenue goal.</summary>
    public (double Amount, string Currency)? Revenue { get; init; }

    /// <summary>The next actions, within the same visit, of the visitors who got no further.</summary>
    public IReadOnlyList<PathCandidate> Instead { get; init; } = [];

    /// <summary>The same step in the comparison range; null without one.</summary>
    public FunnelStepResult? Compared { get; init; }

    /// <summary>The change of the visitors since the comparison range, in per cent; null without one.</summary>
    public double? VisitorsChange => Compared is { } compared ? PercentChange.Between(compared.Visitors, Visitors) : null;

    /// <summary>The change of the conversion rate, in percentage points; null without one of both.</summary>
    public double? ConversionRateChange => Points(Compared?.ConversionRate, ConversionRate);

    /// <summary>The change of the step's conversion rate, in percentage points; null without one of both.</summary>
    public double? ConversionRateStepChange => Points(Compared?.ConversionRateStep, ConversionRateStep);

    private static double? Points(double? before, double? now) =>
        now - before is { } points ? Math.Round(points, 2, MidpointRounding.AwayFromZero) : null;
}
