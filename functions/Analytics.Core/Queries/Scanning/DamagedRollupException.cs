namespace Analytics.Core.Queries.Scanning;

/// <summary>A rollup could not be read and is set aside; the scan is to choose its sources again, without it.</summary>
/// <param name="rowKey">The rollup.</param>
internal sealed class DamagedRollupException(string rowKey) : Exception($"The rollup '{rowKey}' is damaged.");
