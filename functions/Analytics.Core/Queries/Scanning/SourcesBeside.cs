namespace Analytics.Core.Queries.Scanning;

/// <summary>The day or hour beside an edge.</summary>
/// <param name="Start">Its first second, Unix time.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="Sources">Its sources; empty without rows.</param>
internal sealed record SourcesBeside(long Start, long End, IReadOnlyList<ScanSource> Sources)
{
    /// <summary>Identifies the exact content.</summary>
    public string Identity => string.Join('+', Sources.Select(source => source.Identity));
}
