namespace Analytics.Core.Reprocessing;

/// <summary>Some differences, by day and site.</summary>
/// <param name="Differences">The differences.</param>
/// <param name="After">Where the next page begins: hand it to the next call; null after the last page.</param>
public sealed record DifferencePage(IReadOnlyList<DayDifference> Differences, string? After);
