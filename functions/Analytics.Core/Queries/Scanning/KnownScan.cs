namespace Analytics.Core.Queries.Scanning;

/// <summary>An answer with the version of the site that it is of.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Result">The answer; its groups must not be changed.</param>
internal sealed record KnownScan(ScanVersion Version, ScanResult Result);
