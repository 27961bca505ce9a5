namespace Analytics.Core.Queries.Scanning;

/// <summary>A cached answer with the rows beside its range.</summary>
/// <param name="Result">The answer; its groups are read-only.</param>
/// <param name="Edges">The hours beside the range that were read.</param>
internal sealed record RememberedScan(ScanResult Result, IReadOnlyList<EdgeBeside> Edges);
