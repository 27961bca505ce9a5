namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts visitors in any number of groups: a counting sort arranges the visitors of all segments in order, and then the groups
/// of each visitor are marked. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// as added    segment 1: A in x, B in x      segment 2: A in y and x
/// in order    A: x, y x    B: x              x counts A and B, y counts A
/// </code>
/// </remarks>
/// <param name="segments">The segments, and the index of each of their groups among all groups.</param>
/// <param name="groups">Number of groups.</param>
internal sealed class OrderedSlice((VisitorGroups Visitors, int[] Groups)[] segments, int groups) : VisitorSlice(segments)
{
    private readonly GroupMarks _marks = new(groups);

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

    /// <inheritdoc/>
    public override void AddTo(long[] counts) => _marks.AddTo(counts);

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
            _marks.Next();
            foreach (ref readonly var place in _ordered.AsSpan(from, end - from))
            {
                var (visitors, groups) = Segments[place.Segment];
                visitors.Mark(place.From, place.To, groups, _marks);
            }

            from = end;
        }
    }
}
