namespace Analytics.Core.Queries.Paths;

/// <summary>The visitors of a cohort who came back in one period.</summary>
/// <param name="Visitors">How many they are.</param>
/// <param name="Rate">Their share of the cohort, in per cent; null of an empty one.</param>
/// <param name="IsComplete">False if the period goes on beyond the range or the present, so that more may come.</param>
public sealed record RetentionCell(double Visitors, double? Rate, bool IsComplete);
