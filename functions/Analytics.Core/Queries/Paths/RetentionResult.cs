namespace Analytics.Core.Queries.Paths;

/// <summary>The answer to a <see cref="RetentionQuery"/>.</summary>
/// <param name="Query">The question, with its range spelled out.</param>
/// <param name="Range">The range as it was executed.</param>
/// <param name="Cohorts">By period of the first event.</param>
/// <param name="Mean">By periods since then, the share of all visitors whose period is complete, in per cent; null without any.</param>
/// <param name="UnknownVisitors">Visitors whose id holds for a day only; they are in no cohort.</param>
/// <param name="SampledFraction">The fraction of visitors that was read; 1 if all numbers are exact.</param>
public sealed record RetentionResult(
    RetentionQuery Query,
    PathEdges Range,
    IReadOnlyList<RetentionCohort> Cohorts,
    IReadOnlyList<double?> Mean,
    double UnknownVisitors,
    double SampledFraction
);
