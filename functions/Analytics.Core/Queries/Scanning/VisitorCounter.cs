using System.Runtime.CompilerServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the visitors of segments in groups, each once a group. Visitors must come in order, or in several turns of which each has groups
/// of its own; then the cell's last visitor tells. Not thread-safe.
/// </summary>
/// <param name="cells">The groups.</param>
/// <param name="pairs">Whether visitors whose ids last beyond a day are given back as pairs in place of being counted.</param>
/// <param name="hasTurns">Whether visitors come in several turns.</param>
/// <param name="rowsFrom">From so many selected rows of a segment on, the rows may be given back in place of pairs.</param>
internal sealed class VisitorCounter(GroupCells cells, bool pairs, bool hasTurns, int rowsFrom)
{
    /// <summary>Rows are given back where at least this fraction of a segment's is selected, since all of them are kept.</summary>
    private const double LeastSelected = 0.25;

    private readonly List<VisitorRows> _rows = [];
    private readonly HashSet<int> _matched = [];
    private SegmentFacts _facts = null!;
    private VisitorPairs? _pairs;
    private int _firstMark;
    private int _lastMatched;

    /// <summary>Distinct visitors of each segment that anything was counted of, added up.</summary>
    public int MatchingVisitors { get; set; }

    /// <summary>Takes a segment.</summary>
    public void Start(SegmentFacts facts)
    {
        (_facts, _lastMatched) = (facts, -1);
        _matched.Clear();
        _firstMark = cells.StartSegment(facts.Visitors.Length);
        _pairs = pairs && facts.HasLastingVisitors ? new(facts.Visitors) : null;
    }

    /// <summary>The pairs of the segment; null if there are none.</summary>
    public VisitorPairs? End()
    {
        if (_pairs is { Length: 0 })
        {
            _pairs.Dispose();
            _pairs = null;
        }

        if (hasTurns)
        {
            _pairs?.Sort();
        }

        return _pairs;
    }

    /// <summary>True if rows of the segment are to be given back with <see cref="Keep"/>, in place of counting their visitors.</summary>
    public bool TakesRows(Bitmap selected) =>
        _pairs is not null && selected.Count() is var count && count >= rowsFrom && count >= selected.Length * LeastSelected;

    /// <summary>Gives rows of the segment back, of which no visitor may be counted.</summary>
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

    /// <summary>True of a visitor who is given back in pairs in place of being counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPaired(int visitor) => _pairs is not null && (_facts.Visitors[visitor] & 1) != 0;

    /// <summary>Adds a pair. Visitors must come in order, each at most once a group.</summary>
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
        if (_pairs is not null && (_facts.Visitors[visitor] & 1) != 0)
        {
            _pairs.Add(visitor, group);
        }
        else
        {
            cell.Counts[(int)ScanCounter.Visitors]++;
        }

        MatchingVisitors += _lastMatched != visitor && (!hasTurns || _matched.Add(visitor)) ? 1 : 0;
        _lastMatched = visitor;
    }
}
