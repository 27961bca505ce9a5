namespace Analytics.Core.Rollups;

/// <summary>A rollup was replaced or removed after its head was read. The reader must read heads again.</summary>
/// <param name="rowKey">The rollup.</param>
/// <param name="site">Its site.</param>
internal sealed class ReplacedRollupException(string rowKey, string site)
    : IOException($"The rollup '{rowKey}' of site '{site}' was replaced while it was read; ask again.");
