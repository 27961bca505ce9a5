namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors whose first event is in one period.</summary>
/// <param name="Label">First day of the period; of a week that the range cuts, the first day of the range.</param>
/// <param name="Visitors">Number of visitors.</param>
/// <param name="Cells">The returning visitors by number of periods since then; periods that have not begun are left out.</param>
public sealed record RetentionCohort(string Label, double Visitors, IReadOnlyList<RetentionCell> Cells);
