namespace Analytics.Core.Rollups;

/// <summary>Work of one round.</summary>
/// <param name="Hours">Hour rollups written.</param>
/// <param name="Longer">Days and months built.</param>
/// <param name="Pruned">Live rows deleted.</param>
public readonly record struct RollupRound(int Hours, int Longer, int Pruned);
