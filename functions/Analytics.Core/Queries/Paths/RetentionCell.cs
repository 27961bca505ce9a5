namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors of a cohort who returned in one period.</summary>
/// <param name="Visitors">Number of visitors.</param>
/// <param name="Rate">Their share of the cohort, in per cent; null for an empty cohort.</param>
/// <param name="IsComplete">False if the period begins before the range, or ends after the range or the present.</param>
public sealed record RetentionCell(double Visitors, double? Rate, bool IsComplete);
