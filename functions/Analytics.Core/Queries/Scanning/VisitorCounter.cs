using System.Runtime.CompilerServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the visitors of segments in groups, each once per group. Visitors must come in order, or in several passes over different
/// groups; then comparing with the cell's last visitor is enough. Not thread-safe.
/// </summary>
/// <param name="cells">The groups.</param>
/// <param name="pairs">True to return visitors with permanent ids as pairs instead of counting them.</param>
/// <param name="areAll">True if these are not only visitors with permanent ids, but all, in each segment.</param>
/// <param name="hasSeveralPasses">True if visitors come in several passes.</param>
/// <param name="rowsFrom">Number of selected rows of a segment from which rows may be returned instead of pairs.</param>
internal sealed class VisitorCounter(GroupCells cells, bool pairs, bool areAll, bool hasSeveralPasses, int rowsFrom)
{
    /// <summary>Rows are returned only if at least this fraction of a segment's rows is selected, because all of them are kept.</summary>
    private const double LeastSelected = 0.25;

    private readonly List<VisitorRows> _rows = [];
    private readonly HashSet<int> _matched = [];
    private SegmentFacts _facts = null!;
    private VisitorPairs? _pairs;

    /// <summary>True if all visitors of the segment are returned in pairs, also those with daily ids.</summary>
    private bool _pairsAll;
    private int _firstMark;
    private int _lastMatched;

    /// <summary>Number of distinct counted visitors, summed over segments.</summary>
    public int MatchingVisitors { get; set; }

    /// <summary>Starts a segment.</summary>
    /// <param name="facts">The segment.</param>
    /// <param name="areInSeveralBuckets">
    /// True if it must be told which visitors are in several time buckets: those with daily ids are returned as pairs too.
    /// </param>
    public void Start(SegmentFacts facts, bool areInSeveralBuckets = false)
    {
        (_facts, _lastMatched) = (facts, -1);
        _matched.Clear();
        _firstMark = cells.StartSegment(facts.Visitors.Length);
        _pairsAll = areAll || areInSeveralBuckets;
        _pairs = pairs && (_pairsAll || facts.HasLastingVisitors) ? new(facts.Visitors) : null;
    }

    /// <summary>Returns the pairs of the segment; null if there are none.</summary>
    public VisitorPairs? End()
    {
        if (_pairs is { Length: 0 })
        {
            _pairs.Dispose();
            _pairs = null;
        }

        if (hasSeveralPasses)
        {
            _pairs?.Sort();
        }

        return _pairs;
    }

    /// <summary>
    /// Returns true if the rows of the segment must be passed to <see cref="Keep"/> instead of counting their visitors.
    /// </summary>
    public bool TakesRows(Bitmap selected) =>
        _pairs is not null && selected.Count() is var count && count >= rowsFrom && count >= selected.Length * LeastSelected;

    /// <summary>Keeps rows of the segment, whose visitors must not be counted.</summary>
    public void Keep(VisitorRows rows) => _rows.Add(rows);

    /// <summary>Takes the rows given back since the beginning.</summary>
    public IReadOnlyList<VisitorRows> TakeRows()
    {
        VisitorRows[] rows = [.. _rows];
        _rows.Clear();
        return rows;
    }

    /// <summary>True if any visitor is given back in pairs in place of being counted.</summary>
    public bool HasPairs => _pairs is not null;

    /// <summary>Returns true for a visitor who is returned in pairs instead of being counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPaired(int visitor) => _pairs is not null && (_pairsAll || (_facts.Visitors[visitor] & 1) != 0);

    /// <summary>Adds a pair. Visitors must come in order, each at most once per group.</summary>
    public void AddPair(int visitor, int group) => _pairs!.Add(visitor, group);

    /// <summary>Counts a visitor.</summary>
    /// <param name="cell">The group's cell.</param>
    /// <param name="group">The group.</param>
    /// <param name="visitor">The visitor's index in the segment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(ref GroupCell cell, int group, int visitor)
    {
        var mark = _firstMark + visitor;
        if (cell.LastVisitor != mark)
        {
            cell.LastVisitor = mark;
            CountFirst(ref cell, group, visitor);
        }
    }

    private void CountFirst(ref GroupCell cell, int group, int visitor)
    {
        if (IsPaired(visitor))
        {
            AddPair(visitor, group);
        }
        else
        {
            cell.Counts[(int)ScanCounter.Visitors]++;
        }

        MatchingVisitors += _lastMatched != visitor && (!hasSeveralPasses || _matched.Add(visitor)) ? 1 : 0;
        _lastMatched = visitor;
    }
}
