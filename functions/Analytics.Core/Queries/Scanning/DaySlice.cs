using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The rows of the visitors in a range of ids, of a day that still grows: those that were merged, as columns, and those that came since,
/// by visitor. Whoever has rows of the latter kind has copies of all others beside them. Not thread-safe.
/// </summary>
/// <param name="whole">The merged rows.</param>
/// <param name="mark">The number of the next row.</param>
internal sealed class DaySlice(Rollup whole, int mark)
{
    private DayRows _live = new();
    private DayRows _copied = new();
    private IReadOnlyList<(ulong Visitor, ulong Other)> _otherIdsOfWhole = EdgeVisitors.OtherIds(whole);
    private (long? Start, long? End, bool[] Visitors)? _near;
    private ScanSegment? _columns;
    private long? _weightOfWhole;

    /// <summary>The merged rows.</summary>
    public Rollup Whole { get; private set; } = whole;

    /// <summary>Number of visitors.</summary>
    public int VisitorCount { get; private set; } = whole.VisitorCount;

    /// <summary>About how many events there are: repetitions that came since the last merge count.</summary>
    public int EventCount { get; private set; } = whole.EventCount;

    /// <summary>All rows with lower numbers are in <see cref="Whole"/>.</summary>
    public int WholeMark { get; private set; } = mark;

    /// <summary>The lowest number such that the rows before any mark from it on can be told from the later ones.</summary>
    public int Since { get; private set; } = mark;

    /// <summary>The visitors with a second id, and that id; see <see cref="EdgeVisit"/>.</summary>
    public IEnumerable<(ulong Visitor, ulong Other)> OtherIds => _otherIdsOfWhole.Concat(_copied.OtherIds).Concat(_live.OtherIds);

    /// <summary>Approximate memory of the rows that are kept by visitor, in bytes.</summary>
    public long ApartWeight => _live.Weight + _copied.Weight;

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 1000 + (_weightOfWhole ??= Whole.Columns.Weight) + (_columns?.Weight ?? 0) + ApartWeight;

    /// <summary>Returns true if all rows of a visitor are kept by visitor.</summary>
    public bool IsApart(ulong visitor) => _live.Contains(visitor) || _copied.Contains(visitor);

    /// <summary>Adds the visitors with rows from a mark on.</summary>
    public void AddTouched(HashSet<ulong> visitors, int since) => _live.AddVisitors(visitors, since);

    /// <inheritdoc cref="DayRows.AddVisitors(HashSet{ulong}, int, long, long)"/>
    public void AddTouched(HashSet<ulong> visitors, int since, long until, long from) => _live.AddVisitors(visitors, since, until, from);

    /// <summary>Copies the merged rows of visitors whose rows are not kept by visitor. O(visits).</summary>
    /// <param name="visitors">The visitors.</param>
    /// <param name="draft">A draft that uses the day's pool; its rows are lost.</param>
    public void Copy(IEnumerable<ulong> visitors, RollupDraft draft)
    {
        draft.Clear();
        AddMerged(visitors.Where(visitor => !IsApart(visitor)), draft);
        _copied.Append(draft);
    }

    /// <summary>Adds a fragment of a draft. The merged rows of its visitor were copied before.</summary>
    public void Append(RollupDraft draft, int fragment, int number)
    {
        VisitorCount += IsApart(draft.Visitors[fragment]) ? 0 : 1;
        EventCount += draft.EndOf(fragment) - draft.FirstEvents[fragment];
        _live.Append(draft, fragment, number);
    }

    /// <summary>
    /// Adds the rows of some visitors as of a mark to a draft that uses the day's pool. O(rows of the visitors), plus O(visits) if any of
    /// them is only in the merged rows.
    /// </summary>
    public void AddRows(IEnumerable<ulong> visitors, int mark, RollupDraft draft)
    {
        var merged = new List<ulong>();
        foreach (var visitor in visitors)
        {
            if (IsApart(visitor))
            {
                _copied.CopyTo(draft, visitor, mark);
                _live.CopyTo(draft, visitor, mark);
            }
            else
            {
                merged.Add(visitor);
            }
        }

        AddMerged(merged, draft);
    }

    /// <summary>Replaces the merged rows by others with all rows before a mark.</summary>
    public void Merge(Rollup rows, int mark)
    {
        if (!ReferenceEquals(rows, Whole))
        {
            (_near, _columns, _weightOfWhole) = (null, null, null);
        }

        (Whole, WholeMark, VisitorCount, EventCount) = (rows, mark, rows.VisitorCount, rows.EventCount);
    }

    /// <summary>Notes that visitors with ids from a threshold on, of whom none is here, are left out of the day.</summary>
    public void Limit(ulong threshold) => Whole = Whole.Below(threshold);

    /// <summary>Returns the columns of the merged rows that a scan needs; derived once for all scans.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="start">The first second of the day, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    public SegmentView Open(CompiledScan scan, long start, long end) =>
        (_columns ??= new((_, _) => ValueTask.FromResult(Whole), start, end)).OpenLoaded(Whole, scan);

    /// <summary>
    /// Forgets which rows came when, before a mark: the rows of visitors without any since are only in the merged rows, which must have
    /// all. O(rows that are kept by visitor).
    /// </summary>
    /// <param name="since">The mark.</param>
    /// <param name="isKept">Visitors whose rows stay nevertheless.</param>
    /// <param name="draft">A draft that uses the day's pool; its rows are lost.</param>
    public void Forget(int since, Func<ulong, bool> isKept, RollupDraft draft)
    {
        var live = _live.Since(since, draft);
        var visitors = new HashSet<ulong>();
        _live.AddVisitors(visitors, int.MinValue);
        _copied.AddVisitors(visitors, int.MinValue);
        visitors.RemoveWhere(visitor => !live.Contains(visitor) && !isKept(visitor));
        draft.Clear();
        AddRows(visitors, since, draft);
        var copied = new DayRows();
        copied.Append(draft);
        (_live, _copied, Since, _otherIdsOfWhole) = (live, copied, since, EdgeVisitors.OtherIds(Whole));
    }

    /// <summary>Returns the number from which on there are about half of the rows.</summary>
    public int Half() => _live.Count == 0 ? WholeMark : _live.NumberOf(_live.Count / 2);

    /// <summary>Marks some visitors, by their index in the merged rows.</summary>
    public bool[] MaskOf(IEnumerable<ulong> visitors)
    {
        var mask = new bool[Whole.VisitorCount];
        foreach (var visitor in visitors)
        {
            if (IndexOf(visitor) is >= 0 and var index)
            {
                mask[index] = true;
            }
        }

        return mask;
    }

    /// <summary>
    /// Marks, by index, the visitors of the merged rows with an event within 30 minutes of one of two seconds. Read-only. O(visits), once
    /// for the same seconds.
    /// </summary>
    public bool[] Near(long? start, long? end)
    {
        if (_near is not { } near || near.Start != start || near.End != end)
        {
            _near = near = (start, end, PeriodEdges.Near(Whole, start, end));
        }

        return near.Visitors;
    }

    /// <summary>Lists the events that have one of some keys, with their visitors and seconds. O(rows).</summary>
    public IEnumerable<(ulong Key, ulong Visitor, int Second)> Holders(HashSet<ulong> keys) =>
        _live
            .Holders(keys)
            .Concat(
                RollupUnpacker
                    .KeysOf(Whole)
                    .Where(e => keys.Contains(e.Key))
                    .Select(e => (e.Key, e.Visitor, (int)(e.Second - Whole.Period.Start)))
            );

    /// <summary>Forgets what scans derived from the merged rows.</summary>
    public void ForgetColumns() => _columns = null;

    private int IndexOf(ulong visitor) => Array.BinarySearch(Whole.Columns.Visitors.Value, visitor);

    private void AddMerged(IEnumerable<ulong> visitors, RollupDraft draft)
    {
        if (MaskOf(visitors) is var mask && mask.Contains(true))
        {
            RollupUnpacker.AddTo(draft, Whole, 0, VisitorRange.All, mask);
        }
    }
}
