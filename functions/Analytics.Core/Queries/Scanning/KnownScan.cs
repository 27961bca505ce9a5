namespace Analytics.Core.Queries.Scanning;

/// <summary>An answer with the version of the site that it is of.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Events">The events of what was read, of all visitors.</param>
/// <param name="Result">The answer; its groups must not be changed.</param>
internal sealed record KnownScan(ScanVersion Version, long Events, ScanResult Result);
