namespace Analytics.Core.Queries.Paths;

/// <summary>A step of a path that visitors went along.</summary>
/// <param name="Step">The step; null for the beginning of a question without a path.</param>
/// <param name="Visitors">The visitors who went along the path up to here.</param>
/// <param name="ConversionRate">Their share of those of the first step, in per cent; null without any.</param>
/// <param name="ConversionRateStep">Their share of those of the step before, in per cent; null without any.</param>
/// <param name="NoFurtherAction">Those whose visit ended here at least once, or began here of a path that is followed back.</param>
/// <param name="Next">Where they went next, the most frequent first.</param>
/// <param name="TotalNext">How many next steps there are, with those that are not listed.</param>
public sealed record JourneyStepResult(
    PathStep? Step,
    double Visitors,
    double? ConversionRate,
    double? ConversionRateStep,
    double NoFurtherAction,
    IReadOnlyList<PathCandidate> Next,
    int TotalNext
);
