namespace Analytics.Core.Queries.Paths;

/// <summary>The answer to a <see cref="JourneyQuery"/>.</summary>
/// <param name="Query">The question.</param>
/// <param name="Range">The resolved range.</param>
/// <param name="Steps">The steps of the path; without a path, one entry with the nodes that a path may begin with.</param>
/// <param name="SampledFraction">Fraction of the visitors that was read; 1 if all numbers are exact.</param>
public sealed record JourneyResult(JourneyQuery Query, PathEdges Range, IReadOnlyList<JourneyStepResult> Steps, double SampledFraction);
