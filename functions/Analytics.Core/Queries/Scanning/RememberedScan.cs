namespace Analytics.Core.Queries.Scanning;

/// <summary>An answer with what it rests on besides the sources that its key names.</summary>
/// <param name="Result">The answer; its groups must not be changed.</param>
/// <param name="Edges">The hours beside the range.</param>
internal sealed record RememberedScan(ScanResult Result, IReadOnlyList<EdgeBeside> Edges);
