using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// The steps of a funnel in one range, ready to be told. How long each visitor took, and all pages that came next, are not kept: on a large
/// site they take many times as much memory.
/// </summary>
/// <param name="Steps">The steps.</param>
/// <param name="MedianTime">The median of the seconds from the first step to the last, of those who took all; null without any.</param>
/// <param name="Groups">By value of the split; null without one.</param>
/// <param name="SampledFraction">The fraction of visitors that was read; 1 if all numbers are exact.</param>
internal sealed record FunnelCount(
    IReadOnlyList<FunnelStepResult> Steps,
    double? MedianTime,
    IReadOnlyList<FunnelGroup>? Groups,
    double SampledFraction
) : IVisitorAnswer
{
    /// <inheritdoc/>
    public long Weight =>
        200 + WeightOf(Steps) + (Groups?.Sum(group => 100 + (2L * (group.Label?.Length ?? 0)) + WeightOf(group.Steps)) ?? 0);

    private static long WeightOf(IReadOnlyList<FunnelStepResult> steps) =>
        steps.Sum(step => 250 + step.Instead.Sum(next => 100 + (2L * next.Node.Text.Length)));
}
