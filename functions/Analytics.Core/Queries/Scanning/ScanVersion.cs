namespace Analytics.Core.Queries.Scanning;

/// <summary>The version of all stored rows of a site. Within a process, equal versions mean equal answers.</summary>
/// <param name="Rollups">The version of the site's rollups in the tables.</param>
/// <param name="Live">The stamp of the live blocks.</param>
internal sealed record ScanVersion(long Rollups, long Live);
