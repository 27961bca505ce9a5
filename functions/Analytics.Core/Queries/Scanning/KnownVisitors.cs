namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts of a site's visitors, with the version of the site that they are of.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Scan">The counters, which must not be changed.</param>
internal sealed record KnownVisitors(ScanVersion Version, object Scan);
