namespace Analytics.Core.Queries.Scanning;

/// <summary>A source that does not grow, with the visitors who are counted elsewhere because a visit may go on beyond its edges.</summary>
/// <param name="Source">The source.</param>
/// <param name="Skipped">The ids of these visitors, ascending.</param>
/// <param name="SkippedKey">Names what decided who they are, for the cache.</param>
internal sealed record StoredSource(ScanSource Source, IReadOnlyList<ulong> Skipped, string SkippedKey);
