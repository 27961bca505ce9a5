namespace Analytics.Core.Queries.Paths;

/// <summary>The numbers of one step of a path.</summary>
/// <param name="Step">The step; null in the answer to a question without a path.</param>
/// <param name="Visitors">The visitors who followed the path up to here.</param>
/// <param name="ConversionRate">Their share of the first step's visitors, in per cent; null without any.</param>
/// <param name="ConversionRateStep">Their share of the previous step's visitors, in per cent; null without any.</param>
/// <param name="NoFurtherAction">The visitors of whom a visit ended here or, in a backward path, began here.</param>
/// <param name="Next">The next steps, most frequent first.</param>
/// <param name="TotalNext">Number of next steps, including those that are not listed.</param>
public sealed record JourneyStepResult(
    PathStep? Step,
    double Visitors,
    double? ConversionRate,
    double? ConversionRateStep,
    double NoFurtherAction,
    IReadOnlyList<PathCandidate> Next,
    int TotalNext
);
