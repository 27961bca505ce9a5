namespace Analytics.Core.Queries.Scanning;

/// <summary>Thrown when a rollup cannot be read and was set aside: the scan must choose its sources again, without it.</summary>
/// <param name="rowKey">The rollup.</param>
internal sealed class DamagedRollupException(string rowKey) : Exception($"The rollup '{rowKey}' is damaged.");
