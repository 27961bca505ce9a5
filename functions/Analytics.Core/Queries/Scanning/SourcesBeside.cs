namespace Analytics.Core.Queries.Scanning;

/// <summary>The day or hour beside an edge, as a scan reads it.</summary>
/// <param name="Start">Its first second, Unix time.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="Sources">Its sources; none if nothing is there.</param>
internal sealed record SourcesBeside(long Start, long End, IReadOnlyList<ScanSource> Sources)
{
    /// <summary>Names exactly what it is made of.</summary>
    public string Identity => string.Join('+', Sources.Select(source => source.Identity));
}
