namespace Analytics.Core.Queries.Syntax;

/// <summary>The range to compare with.</summary>
/// <param name="Mode">The choice of the range.</param>
/// <param name="DateRange">The range of <see cref="ComparisonMode.Custom"/>; otherwise null.</param>
/// <param name="MatchDayOfWeek">
/// True to move the range to the nearest one that begins on the same day of the week and ends before the range of the question begins.
/// </param>
public sealed record QueryComparison(ComparisonMode Mode, QueryDateRange? DateRange = null, bool MatchDayOfWeek = false);
