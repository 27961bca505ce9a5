namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Arranges the visitors of all segments in order, by a counting sort, and counts one after the other. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// as added    segment 1: A in x, B in x      segment 2: A in y and x
/// in order    A: x, y x    B: x
/// </code>
/// </remarks>
/// <param name="segments">The segments, and the index of each of their groups among all groups.</param>
internal abstract class OrderedSlice((VisitorGroups Visitors, int[] Groups)[] segments) : VisitorSlice(segments)
{
    /// <summary>The runs of each visitor in the segments, in the order of addition, and below in the order of visitors.</summary>
    private (int Visitor, int Segment, int From, int To)[] _added = new (int, int, int, int)[1024];
    private (int Segment, int From, int To)[] _ordered = new (int, int, int)[1024];
    private int[] _ends = new int[1024];
    private int _addedCount;

    /// <inheritdoc/>
    public override int Add(int segment, int from, ulong last)
    {
        var visitors = Segments[segment].Visitors;
        for (var next = from; visitors.Next(ref next, last) is { } id; from = next)
        {
            if (_addedCount == _added.Length)
            {
                Array.Resize(ref _added, _addedCount * 2);
            }

            _added[_addedCount++] = (Numbers.NumberOf(id), segment, from, next);
        }

        return from;
    }

    /// <inheritdoc/>
    public override void End()
    {
        Order();
        CountOrdered();
        Numbers.Clear();
        _addedCount = 0;
    }

    /// <summary>Counts a visitor.</summary>
    /// <param name="runs">The segments that have the visitor, and the visitor's places there.</param>
    protected abstract void CountVisitor(ReadOnlySpan<(int Segment, int From, int To)> runs);

    private void Order()
    {
        Array.Resize(ref _ends, Math.Max(_ends.Length, Numbers.Count));
        Array.Resize(ref _ordered, Math.Max(_ordered.Length, _added.Length));
        var ends = _ends.AsSpan(0, Numbers.Count);
        ends.Clear();
        var added = _added.AsSpan(0, _addedCount);
        foreach (ref readonly var one in added)
        {
            ends[one.Visitor]++;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end);
        }

        foreach (ref readonly var one in added)
        {
            _ordered[ends[one.Visitor]++] = (one.Segment, one.From, one.To);
        }
    }

    private void CountOrdered()
    {
        var from = 0;
        foreach (var end in _ends.AsSpan(0, Numbers.Count))
        {
            CountVisitor(_ordered.AsSpan(from, end - from));
            from = end;
        }
    }
}
