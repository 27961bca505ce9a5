namespace Analytics.Core.Reprocessing;

/// <summary>The finest rollups that one version of the logic built: hours, and days whose hours are gone.</summary>
/// <param name="Version">See <see cref="Periods.Rollup.CurrentLogicVersion"/>.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="From">The start of the first one.</param>
/// <param name="To">The end of the last one.</param>
public sealed record LogicVersionRows(int Version, long Rows, DateTimeOffset From, DateTimeOffset To);
