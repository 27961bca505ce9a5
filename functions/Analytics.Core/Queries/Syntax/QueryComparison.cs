namespace Analytics.Core.Queries.Syntax;

/// <summary>Range to compare with.</summary>
/// <param name="Mode">How the range is found.</param>
/// <param name="DateRange">The range of <see cref="ComparisonMode.Custom"/>; else null.</param>
/// <param name="MatchDayOfWeek">Moves the range to the nearest one that begins on the same day of the week.</param>
public sealed record QueryComparison(ComparisonMode Mode, QueryDateRange? DateRange = null, bool MatchDayOfWeek = false);
