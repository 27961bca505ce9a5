namespace Analytics.Core.Queries.Paths;

/// <summary>The answer to a <see cref="RetentionQuery"/>.</summary>
/// <param name="Query">The question.</param>
/// <param name="Range">The resolved range.</param>
/// <param name="Cohorts">The visitors by period of their first event.</param>
/// <param name="Mean">The rate of all cohorts with a complete period, in per cent, by number of periods since the first event; null
/// without any.</param>
/// <param name="UnknownVisitors">Visitors whose id lasts only for a day; they are in no cohort.</param>
/// <param name="SampledFraction">Fraction of the visitors that was read; 1 if all numbers are exact.</param>
public sealed record RetentionResult(
    RetentionQuery Query,
    PathEdges Range,
    IReadOnlyList<RetentionCohort> Cohorts,
    IReadOnlyList<double?> Mean,
    double UnknownVisitors,
    double SampledFraction
);
