using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Paths;

/// <summary>
/// The finished steps of a funnel in one range. The durations of single visitors and the full list of next pages are not kept, because on
/// a large site they take many times as much memory.
/// </summary>
/// <param name="Steps">The steps.</param>
/// <param name="MedianTime">Median of the seconds from the first step to the last, over the visitors who completed the funnel; null
/// without any.</param>
/// <param name="Groups">The steps by value of the split; null without a split.</param>
/// <param name="SampledFraction">Fraction of the visitors that was read; 1 if all numbers are exact.</param>
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
