namespace Analytics.Core.Queries.Paths;

/// <summary>The answer to a <see cref="JourneyQuery"/>.</summary>
/// <param name="Query">The question, with its range spelled out.</param>
/// <param name="Range">The range as it was executed.</param>
/// <param name="Steps">The steps of the path; without a path one entry with the nodes that it may begin with.</param>
/// <param name="SampledFraction">The fraction of visitors that was read; 1 if all numbers are exact.</param>
public sealed record JourneyResult(JourneyQuery Query, PathEdges Range, IReadOnlyList<JourneyStepResult> Steps, double SampledFraction);
