namespace Analytics.Core.Queries.Paths;

/// <summary>The answer to a <see cref="FunnelQuery"/>.</summary>
/// <param name="Query">The question.</param>
/// <param name="Range">The resolved range.</param>
/// <param name="ComparedRange">The resolved comparison range; null without one.</param>
/// <param name="Steps">The steps.</param>
/// <param name="MedianTime">Median of the seconds from the first step to the last, over the visitors who completed the funnel; null
/// without any.</param>
/// <param name="Groups">The steps by value of the split; null without a split.</param>
/// <param name="SampledFraction">Fraction of the visitors that was read; 1 if all numbers are exact.</param>
public sealed record FunnelResult(
    FunnelQuery Query,
    PathEdges Range,
    PathEdges? ComparedRange,
    IReadOnlyList<FunnelStepResult> Steps,
    double? MedianTime,
    IReadOnlyList<FunnelGroup>? Groups,
    double SampledFraction
);
