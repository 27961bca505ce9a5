using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The joined rows of visitors near the edges of some sources, and the rows beside the range that were read to find them. It does not
/// reference the sources, so that it can be cached longer than they live. Thread-safe.
/// </summary>
internal sealed class JoinedEdges
{
    private readonly IReadOnlyList<(IReadOnlyList<ulong> Visitors, string Key)> _skipped;

    /// <param name="rows">The rows; null if no visitor is near an edge.</param>
    /// <param name="edges">The hours beside the range.</param>
    /// <param name="sources">The sources, with the visitors whose rows are in <paramref name="rows"/>.</param>
    public JoinedEdges(Rollup? rows, IReadOnlyList<EdgeBeside> edges, IReadOnlyList<StoredSource> sources)
    {
        Edges = edges;
        _skipped = [.. sources.Select(source => (source.Skipped, source.SkippedKey))];
        if (rows is not null)
        {
            Segment = new((_, _) => ValueTask.FromResult(rows), long.MinValue / 2, long.MaxValue / 2);
            RowsWeight = rows.Columns.Weight;
        }
    }

    /// <summary>The rows; null if no visitor is near an edge.</summary>
    public ScanSegment? Segment { get; }

    /// <summary>The hours beside the range that were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges { get; }

    /// <summary>Approximate memory in bytes, with the columns that are loaded by now.</summary>
    public long Weight =>
        500
        + (Edges.Count * 100L)
        + _skipped.Sum(source => 200L + (source.Visitors.Count * 8L) + (source.Key.Length * 2L))
        + RowsWeight
        + (Segment?.Weight ?? 0);

    private long RowsWeight { get; }

    /// <summary>Returns newly read sources with the visitors to skip in each.</summary>
    /// <param name="sources">The same sources in the same order as when they were joined.</param>
    public IReadOnlyList<StoredSource> Skip(IReadOnlyList<ScanSource> sources) =>
        [.. sources.Zip(_skipped, (source, skipped) => new StoredSource(source, skipped.Visitors, skipped.Key))];
}
