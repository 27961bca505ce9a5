using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the visitors of a range of ids in groups. Visitors get numbers by hashing; their pairs with groups are brought into the order of
/// numbers by counting, and a group counts a visitor whom it did not count last. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// pairs as added    (A, x) (B, x) (A, y) (A, x)
/// in order          A: x y x    B: x              x counts A and B, y counts A
/// </code>
/// </remarks>
/// <param name="counts">The distinct visitors of each group, added to.</param>
internal sealed class VisitorSlice(long[] counts)
{
    // An odd number that nobody outside knows, so that nobody can choose ids that meet in one slot.
    private static readonly ulong Multiplier = KeyedHash.RandomKey() | 1;

    private readonly bool _isOneGroup = counts.Length == 1;

    /// <summary>By group, the mark of the visitor counted last.</summary>
    private readonly int[] _lastVisitors = new int[counts.Length];
    private ulong[] _ids = new ulong[1024];
    private int[] _numbers = new int[1024];
    private int _idShift = 54;
    private int _visitorCount;

    /// <summary>By pair, the visitor's number and the group.</summary>
    private (int Visitor, int Group)[] _pairs = new (int, int)[1024];
    private int[] _groups = new int[1024];
    private int[] _ends = new int[1024];
    private int _pairCount;
    private int _lastMark;

    /// <summary>Adds pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="groups">What number each group has in the counts.</param>
    /// <param name="from">The first pair to add.</param>
    /// <param name="last">The last id to add.</param>
    /// <returns>The first pair of a larger id.</returns>
    public int Add(VisitorPairs pairs, int[] groups, int from, ulong last)
    {
        var all = pairs.Pairs;
        var (visitor, number) = (-1, 0);
        for (; from < all.Length; from++)
        {
            var pair = all[from];
            if ((int)(pair >> 32) != visitor)
            {
                visitor = (int)(pair >> 32);
                var id = pairs.VisitorOf(from);
                if (id > last)
                {
                    break;
                }

                number = NumberOf(id);
            }

            if (!_isOneGroup)
            {
                if (_pairCount == _pairs.Length)
                {
                    Array.Resize(ref _pairs, _pairCount * 2);
                }

                _pairs[_pairCount++] = (number, groups[VisitorPairs.GroupOf(pair)]);
            }
        }

        return from;
    }

    /// <summary>Counts the visitors of the pairs that were added, and forgets them.</summary>
    public void End()
    {
        if (_isOneGroup)
        {
            counts[0] += _visitorCount;
        }
        else
        {
            Order();
            CountOrdered();
        }

        Array.Clear(_ids);
        (_visitorCount, _pairCount) = (0, 0);
    }

    private void Order()
    {
        Array.Resize(ref _ends, Math.Max(_ends.Length, _visitorCount));
        Array.Resize(ref _groups, Math.Max(_groups.Length, _pairs.Length));
        var ends = _ends.AsSpan(0, _visitorCount);
        ends.Clear();
        foreach (var (visitor, _) in _pairs.AsSpan(0, _pairCount))
        {
            ends[visitor]++;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end);
        }

        foreach (var (visitor, group) in _pairs.AsSpan(0, _pairCount))
        {
            _groups[ends[visitor]++] = group;
        }
    }

    private void CountOrdered()
    {
        // Before marks overflow, all groups forget whom they counted last.
        if (_lastMark > int.MaxValue - _visitorCount)
        {
            Array.Clear(_lastVisitors);
            _lastMark = 0;
        }

        var from = 0;
        for (var visitor = 0; visitor < _visitorCount; visitor++)
        {
            _lastMark++;
            foreach (var group in _groups.AsSpan(from, _ends[visitor] - from))
            {
                counts[group] += _lastVisitors[group] == _lastMark ? 0 : 1;
                _lastVisitors[group] = _lastMark;
            }

            from = _ends[visitor];
        }
    }

    private int NumberOf(ulong id)
    {
        if (_visitorCount * 2 >= _ids.Length)
        {
            GrowIds();
        }

        var slot = SlotOfId(id);
        if (_ids[slot] == id)
        {
            return _numbers[slot];
        }

        (_ids[slot], _numbers[slot]) = (id, _visitorCount);
        return _visitorCount++;
    }

    /// <summary>The place of an id, or the place where it belongs. No lasting id is 0.</summary>
    private int SlotOfId(ulong id)
    {
        var slot = (int)((id * Multiplier) >> _idShift);
        while (_ids[slot] != 0 && _ids[slot] != id)
        {
            slot = (slot + 1) & (_ids.Length - 1);
        }

        return slot;
    }

    private void GrowIds()
    {
        var (ids, numbers) = (_ids, _numbers);
        (_ids, _numbers, _idShift) = (new ulong[ids.Length * 2], new int[ids.Length * 2], _idShift - 1);
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] != 0)
            {
                var slot = SlotOfId(ids[i]);
                (_ids[slot], _numbers[slot]) = (ids[i], numbers[i]);
            }
        }
    }
}
