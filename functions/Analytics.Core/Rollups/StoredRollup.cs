using Analytics.Core.Periods;

namespace Analytics.Core.Rollups;

/// <summary>A rollup with the ETag of its row.</summary>
/// <param name="Rollup">The rollup; without rows if they are in segments.</param>
/// <param name="ETag">The row's ETag.</param>
public readonly record struct StoredRollup(Rollup Rollup, string ETag);
