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
    private readonly SkippedVisitors _skipped = new(chosen.Skipped);
    private ScanSegment? _segment;

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
    public DayMarks Marks { get; } = [];

    /// <summary>The ids of growing sources that are or were near an edge.</summary>
    public HashSet<ulong> Known { get; } = [];

    /// <summary>The visitors with events since the rows were joined, all ids of each.</summary>
    public HashSet<ulong> Touched { get; } = [];

    /// <summary>The current rows of <see cref="Touched"/>, once a question needs them.</summary>
    public Rollup? Delta { get; set; }

    /// <summary>The rows of the visitors with events since earlier marks, by these marks, once a question needs them.</summary>
    public Dictionary<string, (Rollup? Before, Rollup? Now)> Changes { get; } = [];

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight =>
        1000
        + _skipped.Weight
        + Stored.Sum(static rows => rows?.Weight ?? 0)
        + (Whole?.Columns.Weight ?? 0)
        + (_segment?.Weight ?? 0)
        + ((Known.Count + Touched.Count + IdsBefore.Count + IdsAfter.Count) * 24L)
        + (OtherIdsFollowed.Count * 32L)
        + ((Delta?.EventCount ?? 0) * 60L)
        + Changes.Values.Sum(static change => ((change.Before?.EventCount ?? 0) + (change.Now?.EventCount ?? 0)) * 60L);

    /// <inheritdoc cref="SkippedVisitors.In"/>
    public IReadOnlyList<StoredSource> Skip(IReadOnlyList<ScanSource> sources) => _skipped.In(sources);

    /// <summary>Replaces the joined rows.</summary>
    /// <param name="whole">The rows; null if no visitor is near an edge.</param>
    /// <param name="threshold">Only visitors with a smaller id are there.</param>
    public void Join(Rollup? whole, ulong threshold)
    {
        (Whole, Threshold, Delta) = (whole, threshold, null);
        _segment = whole is null ? null : ScanSegment.Of(whole);
        Touched.Clear();
    }

    /// <summary>Returns the columns of <see cref="Whole"/>, which is not null, that a scan needs; derived once for all scans.</summary>
    public SegmentView Open(CompiledScan scan) => _segment!.OpenLoaded(Whole!, scan);
}
