namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors of a step of a funnel.</summary>
/// <param name="Label">What people read.</param>
/// <param name="Visitors">The visitors who reached it.</param>
/// <param name="ConversionRate">Their share of those of the first step, in per cent; null without any.</param>
/// <param name="ConversionRateStep">Their share of those of the step before, in per cent; null without any.</param>
/// <param name="Dropoff">Those who reached it and no further; null for the last step.</param>
/// <param name="DropoffPercentage">Their share; null for the last step and without any.</param>
public sealed record FunnelStepResult(
    string Label,
    double Visitors,
    double? ConversionRate,
    double? ConversionRateStep,
    double? Dropoff,
    double? DropoffPercentage
)
{
    /// <summary>The median of the seconds from the step before; null for the first step, in flexible order, and without any.</summary>
    public double? MedianTime { get; init; }

    /// <summary>The revenue of the events that took it; null unless the step is a revenue goal.</summary>
    public (double Amount, string Currency)? Revenue { get; init; }

    /// <summary>Next actions in the same visit of those who got no further.</summary>
    public IReadOnlyList<PathCandidate> Instead { get; init; } = [];

    /// <summary>The same step in the range compared with; null without comparison.</summary>
    public FunnelStepResult? Compared { get; init; }
}
