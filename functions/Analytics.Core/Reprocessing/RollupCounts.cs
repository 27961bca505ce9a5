namespace Analytics.Core.Reprocessing;

/// <summary>Counts of stored rollups.</summary>
/// <param name="Versions">The hours, and the days without any, by the version of the logic that made them, ascending.</param>
/// <param name="Old">The days and months that an older release made.</param>
public sealed record RollupCounts(IReadOnlyList<LogicVersionRows> Versions, OldRowCounts Old);
