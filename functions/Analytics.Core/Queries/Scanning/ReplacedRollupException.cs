namespace Analytics.Core.Queries.Scanning;

/// <summary>A rollup is another one than when the scan chose its sources; the scan is to choose them again.</summary>
/// <param name="rowKey">The rollup.</param>
/// <param name="site">Its site.</param>
internal sealed class ReplacedRollupException(string rowKey, string site)
    : IOException($"The rollup '{rowKey}' of site '{site}' was replaced while a query read it; ask again.");
