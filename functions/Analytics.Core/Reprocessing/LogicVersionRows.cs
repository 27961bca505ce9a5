namespace Analytics.Core.Reprocessing;

/// <summary>The hour rollups that one version of the logic built.</summary>
/// <param name="Version">See <see cref="Periods.Rollup.CurrentLogicVersion"/>.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="From">The first hour.</param>
/// <param name="To">The end of the last one.</param>
public sealed record LogicVersionRows(int Version, long Rows, DateTimeOffset From, DateTimeOffset To);
