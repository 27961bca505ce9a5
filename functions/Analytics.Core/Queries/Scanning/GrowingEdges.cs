using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The joined rows of the visitors near the edges of sources of which some grow, for all questions about these sources: as they were when
/// they were joined last, with the visitors who had events since. It does not reference the sources, so that it can be cached longer than
/// they live. Changed in the site's turn only.
/// </summary>
/// <param name="chosen">The visitors of the stored sources.</param>
internal sealed class GrowingEdges(ChosenEdges chosen)
{
    private readonly IReadOnlyList<(IReadOnlyList<ulong> Visitors, string Key)> _skipped =
    [
        .. chosen.Skipped.Select(source => (source.Skipped, source.SkippedKey)),
    ];

    /// <summary>By source, the rows of the stored ones; null where there are none.</summary>
    public IReadOnlyList<NearRows?> Stored { get; } =
    [.. chosen.Rows.Select(part => part is { } rows ? NearRows.Of(EdgeVisitors.Extract(rows.Rows, rows.Visitors)) : null)];

    /// <inheritdoc cref="ChosenEdges.IdsBefore"/>
    public IReadOnlySet<ulong> IdsBefore { get; } = chosen.IdsBefore;

    /// <inheritdoc cref="ChosenEdges.IdsAfter"/>
    public IReadOnlySet<ulong> IdsAfter { get; } = chosen.IdsAfter;

    /// <summary>The rows beside the range that determined the visitors of the stored sources.</summary>
    public IReadOnlyList<EdgeBeside> EdgesOfStored { get; } = chosen.Edges;

    /// <summary>The rows beside the range that were read to follow visits.</summary>
    public HashSet<EdgeBeside> EdgesFollowed { get; } = [];

    /// <summary>The second ids of visitors beside the range.</summary>
    public HashSet<(ulong Visitor, ulong Other)> OtherIdsFollowed { get; } = [];

    /// <summary>The joined rows; null before the first question, or if no visitor is near an edge.</summary>
    public Rollup? Whole { get; private set; }

    /// <summary>Only visitors with a smaller id are in the joined rows.</summary>
    public ulong Threshold { get; private set; }

    /// <summary>
    /// By <see cref="OpenDay.Id"/>, the mark up to which all visitors with new events are known; empty before the first join.
    /// </summary>
    public Dictionary<long, int> Marks { get; } = [];

    /// <summary>The ids of growing sources that are or were near an edge.</summary>
    public HashSet<ulong> Known { get; } = [];

    /// <summary>The visitors with events since the rows were joined, all ids of each.</summary>
    public HashSet<ulong> Touched { get; } = [];

    /// <summary>The current rows of <see cref="Touched"/>, once a question needs them.</summary>
    public Rollup? Delta { get; set; }

    /// <summary>What came since earlier marks, by these, once a question needs it.</summary>
    public Dictionary<string, (Rollup? Before, Rollup? Now)> Changes { get; } = [];

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        1000
        + _skipped.Sum(source => 200L + (source.Visitors.Count * 8L) + (source.Key.Length * 2L))
        + Stored.Sum(static rows => rows?.Weight ?? 0)
        + (Whole?.Columns.Weight ?? 0)
        + (Segment?.Weight ?? 0)
        + ((Known.Count + Touched.Count + IdsBefore.Count + IdsAfter.Count) * 24L)
        + (OtherIdsFollowed.Count * 32L)
        + ((Delta?.EventCount ?? 0) * 60L)
        + Changes.Values.Sum(static change => ((change.Before?.EventCount ?? 0) + (change.Now?.EventCount ?? 0)) * 60L);

    private ScanSegment? Segment { get; set; }

    /// <summary>Returns newly read sources with the visitors to skip in each stored one.</summary>
    /// <param name="sources">The same sources in the same order as when the visitors were chosen.</param>
    public IReadOnlyList<StoredSource> Skip(IReadOnlyList<ScanSource> sources) =>
        [
            .. sources
                .Where(static source => source.Open is null)
                .Zip(_skipped, (source, skipped) => new StoredSource(source, skipped.Visitors, skipped.Key)),
        ];

    /// <summary>Replaces the joined rows.</summary>
    /// <param name="whole">The rows; null if no visitor is near an edge.</param>
    /// <param name="threshold">Only visitors with a smaller id are there.</param>
    public void Join(Rollup? whole, ulong threshold)
    {
        (Whole, Threshold, Delta) = (whole, threshold, null);
        Segment = whole is null ? null : new((_, _) => ValueTask.FromResult(whole), long.MinValue / 2, long.MaxValue / 2);
        Touched.Clear();
    }

    /// <summary>Returns the columns of <see cref="Whole"/>, which is not null, that a scan needs; derived once for all scans.</summary>
    public SegmentView Open(CompiledScan scan) => Segment!.OpenLoaded(Whole!, scan);
}
