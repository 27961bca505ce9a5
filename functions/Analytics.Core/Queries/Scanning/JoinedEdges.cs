using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The joined rows of visitors near the edges of some sources, and the rows beside the range that were read to find them. It does not
/// reference the sources, so that it can be cached longer than they live. Thread-safe.
/// </summary>
internal sealed class JoinedEdges
{
    private readonly SkippedVisitors _skipped;

    /// <param name="rows">The rows; null if no visitor is near an edge.</param>
    /// <param name="edges">The hours beside the range.</param>
    /// <param name="sources">The sources, with the visitors whose rows are in <paramref name="rows"/>.</param>
    public JoinedEdges(Rollup? rows, IReadOnlyList<EdgeBeside> edges, IReadOnlyList<StoredSource> sources)
    {
        Edges = edges;
        _skipped = new(sources);
        if (rows is not null)
        {
            Segment = ScanSegment.Of(rows);
            RowsWeight = rows.Columns.Weight;
        }
    }

    /// <summary>The rows; null if no visitor is near an edge.</summary>
    public ScanSegment? Segment { get; }

    /// <summary>The hours beside the range that were read.</summary>
    public IReadOnlyList<EdgeBeside> Edges { get; }

    /// <summary>Approximate memory in bytes, with the columns that are loaded by now.</summary>
    public long Weight => 500 + (Edges.Count * 100L) + _skipped.Weight + RowsWeight + (Segment?.Weight ?? 0);

    private long RowsWeight { get; }

    /// <inheritdoc cref="SkippedVisitors.In"/>
    public IReadOnlyList<StoredSource> Skip(IReadOnlyList<ScanSource> sources) => _skipped.In(sources);
}
