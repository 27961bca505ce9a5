namespace Analytics.Core.Queries.Scanning;

/// <summary>A cached answer with the version of the site that it was computed from.</summary>
/// <param name="Version">The version, taken before anything was read.</param>
/// <param name="Events">Number of events in the rows that were read, of all visitors.</param>
/// <param name="Result">The answer; its groups are read-only.</param>
internal sealed record KnownScan(ScanVersion Version, long Events, ScanResult Result);
