namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors whose first event lies in one period.</summary>
/// <param name="Label">The period's first day.</param>
/// <param name="Visitors">How many they are.</param>
/// <param name="Cells">By periods since then, those who came back; none of periods that have not begun.</param>
public sealed record RetentionCohort(string Label, double Visitors, IReadOnlyList<RetentionCell> Cells);
