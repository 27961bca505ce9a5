namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A source that does not grow, with the visitors who are counted elsewhere because their visits may continue beyond its edges.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Skipped">The ids of these visitors, ascending.</param>
/// <param name="SkippedKey">Identifies the choice of these visitors, for caches.</param>
internal sealed record StoredSource(ScanSource Source, IReadOnlyList<ulong> Skipped, string SkippedKey);
