using Analytics.Core.Columns;
using Analytics.Core.Dimensions;
using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>
/// The rows of a rollup by column. Visitors ascend by id. The visits of a visitor are consecutive, by time, and so are the events of a
/// visit.
/// </summary>
internal sealed record RollupColumns
{
    public required int VisitorCount { get; init; }

    public required int VisitCount { get; init; }

    public required int EventCount { get; init; }

    /// <summary>Bytes of the columns as they are stored; 0 if they are not.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Visitor ids, ascending.</summary>
    public required LazyColumn<ulong[]> Visitors { get; init; }

    /// <summary>Number of visits of each visitor.</summary>
    public required LazyColumn<int[]> VisitsOfVisitor { get; init; }

    /// <summary>Number of events of each visit.</summary>
    public required LazyColumn<int[]> EventsOfVisit { get; init; }

    /// <summary>The day's own id of a visitor whose rows have an earlier day's id, by visit.</summary>
    public required LazyColumn<SparseColumn<ulong>> Aliases { get; init; }

    /// <summary>Yesterday's id of a visitor with events in the first 30 minutes of a UTC day, by visit.</summary>
    public required LazyColumn<SparseColumn<ulong>> PreviousVisitors { get; init; }

    /// <summary>Seconds since the start of the period, by event.</summary>
    public required LazyColumn<int[]> Seconds { get; init; }

    /// <summary>Milliseconds within the second, by event, where they are not 0; see <see cref="EventTime"/>.</summary>
    public required LazyColumn<SparseColumn<int>> Milliseconds { get; init; }

    /// <summary>Events that do not count against a bounce; the values have no meaning.</summary>
    public required LazyColumn<SparseColumn<int>> NonInteractive { get; init; }

    /// <summary>Hash of event id and timestamp, by event.</summary>
    public required LazyColumn<SparseColumn<ulong>> Keys { get; init; }

    public required LazyColumn<SparseColumn<double>> Values { get; init; }

    public required LazyColumn<SparseColumn<int>> ScrollDepths { get; init; }

    public required LazyColumn<SparseColumn<long>> EngagementMilliseconds { get; init; }

    public required LazyColumn<RevenueColumn> Revenue { get; init; }

    /// <summary>Sums of revenue, including visitors that are not in a sample.</summary>
    public required LazyColumn<RevenueTotals> RevenueTotals { get; init; }

    /// <summary>By number of <see cref="VisitDimension"/>.</summary>
    public required IReadOnlyList<LazyColumn<TextColumn>> VisitTexts { get; init; }

    /// <summary>By number of <see cref="EventDimension"/>.</summary>
    public required IReadOnlyList<LazyColumn<TextColumn>> EventTexts { get; init; }

    /// <summary>Custom properties.</summary>
    public required PropertyColumns Properties { get; init; }

    /// <summary>
    /// Returns the same columns undecoded, if they can be decoded again, so that a single read does not keep them in memory.
    /// </summary>
    public Func<RollupColumns>? Reopen { get; init; }

    /// <summary>Approximate memory in bytes. Decodes what is not decoded yet.</summary>
    public long Weight =>
        (VisitorCount * 12L)
        + (VisitCount * 4L)
        + (EventCount * 4L)
        + VisitTexts.Concat(EventTexts).Sum(static column => column.Value.Weight)
        + Properties.Weight
        + (Milliseconds.Value.Count * 8L)
        + (NonInteractive.Value.Count * 8L)
        + (ScrollDepths.Value.Count * 8L)
        + (EngagementMilliseconds.Value.Count * 12L)
        + (Keys.Value.Count * 12L)
        + (Values.Value.Count * 12L)
        + (Revenue.Value.Rows.Length * 16L);

    /// <summary>Numbers all texts of the rows, so that reading these adds none to the pool.</summary>
    public void InternTexts(TextPool pool)
    {
        foreach (var column in VisitTexts.Concat(EventTexts))
        {
            pool.InternAll(column.Value.Texts);
        }

        pool.InternAll(Revenue.Value.Currencies.Texts);
        Properties.InternTexts(pool);
    }

    /// <summary>The stored facts of visits; null if they must be derived.</summary>
    public LazyColumn<VisitSummary>? StoredSummary { get; init; }

    /// <summary>Facts of each visit, derived each time if they are not stored.</summary>
    public VisitSummary Summary => StoredSummary?.Value ?? VisitSummary.Of(this);

    /// <summary>
    /// Returns the second of each visit's first event and the seconds until its last one, engagement included. Read-only. O(visits),
    /// beside decoding; derives nothing else of <see cref="Summary"/>.
    /// </summary>
    public (int[] FirstSeconds, int[] Spans) Extents() =>
        StoredSummary is { Value: var summary } ? (summary.FirstSeconds, summary.Spans) : VisitSummary.ExtentsOf(this);

    /// <summary>The stored offsets and narrow facts of visits; null if they must be derived.</summary>
    public IStoredVisits? StoredVisits { get; init; }

    /// <summary>Returns each visitor's first visit, followed by the end. The caller owns the array.</summary>
    public int[] FirstVisits() => StoredVisits?.FirstVisits() ?? Offsets(VisitsOfVisitor.Value);

    /// <summary>Returns each visit's first event, followed by the end. The caller owns the array.</summary>
    public int[] FirstEvents() => StoredVisits?.FirstEvents() ?? Offsets(EventsOfVisit.Value);

    /// <summary>Returns the seconds since the start of the period, by event, in the narrowest column.</summary>
    /// <param name="firstEvents">The result of <see cref="FirstEvents"/>.</param>
    public CodeColumn NarrowSeconds(int[] firstEvents) => StoredVisits?.Seconds(firstEvents) ?? CodeColumn.Of(Seconds.Value);

    /// <summary>Returns the numbers of events of visits.</summary>
    public VisitCounts VisitCounts() => StoredVisits?.Counts() ?? Periods.VisitCounts.Of(Summary, EventsOfVisit.Value);

    /// <summary>Returns the times of visits.</summary>
    public VisitTimes VisitTimes() => StoredVisits?.Times() ?? Periods.VisitTimes.Of(Summary);

    public TextColumn Visit(VisitDimension dimension) => VisitTexts[(int)dimension].Value;

    public TextColumn Event(EventDimension dimension) => EventTexts[(int)dimension].Value;

    private static int[] Offsets(int[] counts)
    {
        var offsets = new int[counts.Length + 1];
        for (var i = 0; i < counts.Length; i++)
        {
            offsets[i + 1] = offsets[i] + counts[i];
        }

        return offsets;
    }
}
