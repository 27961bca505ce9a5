namespace Analytics.Core.Queries.Scanning;

/// <summary>The version of everything that is stored of a site. Equal versions of one process mean equal answers.</summary>
/// <param name="Rollups">The version of the site's rollups in the tables.</param>
/// <param name="Live">The stamp of what is live.</param>
internal sealed record ScanVersion(long Rollups, long Live);
