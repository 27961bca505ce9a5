namespace Analytics.Core.Queries.Paths;

/// <summary>The answer to a <see cref="FunnelQuery"/>.</summary>
/// <param name="Query">The question, with its range spelled out.</param>
/// <param name="Range">The range as it was executed.</param>
/// <param name="ComparedRange">The same of the range compared with; null without comparison.</param>
/// <param name="Steps">The steps.</param>
/// <param name="MedianTime">The median of the seconds from the first step to the last, of those who took all; null without any.</param>
/// <param name="Groups">By value of the split; null without one.</param>
/// <param name="SampledFraction">The fraction of visitors that was read; 1 if all numbers are exact.</param>
public sealed record FunnelResult(
    FunnelQuery Query,
    PathEdges Range,
    PathEdges? ComparedRange,
    IReadOnlyList<FunnelStepResult> Steps,
    double? MedianTime,
    IReadOnlyList<FunnelGroup>? Groups,
    double SampledFraction
);
