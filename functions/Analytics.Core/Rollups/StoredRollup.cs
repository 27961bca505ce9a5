namespace Analytics.Core.Rollups;

/// <summary>A rollup with the ETag of its row.</summary>
/// <param name="Rollup">The rollup.</param>
/// <param name="ETag">The row's ETag.</param>
public readonly record struct StoredRollup(Rollup Rollup, string ETag);
