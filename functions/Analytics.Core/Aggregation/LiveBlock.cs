using Analytics.Core.Rollups;

namespace Analytics.Core.Aggregation;

/// <summary>What one batch left of one site and hour.</summary>
internal readonly record struct LiveBlock(string Site, Rollup Rollup);
