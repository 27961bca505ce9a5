using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The visitors of a range of ids, and the groups that each is known to be in. Not thread-safe.</summary>
/// <param name="counts">The distinct visitors of each group, added to.</param>
internal sealed class VisitorSlice(long[] counts)
{
    // An odd number that nobody outside knows, so that nobody can choose ids that meet in one slot.
    private static readonly ulong Multiplier = KeyedHash.RandomKey() | 1;

    private readonly bool _isOneGroup = counts.Length == 1;
    private ulong[] _ids = new ulong[1024];
    private int[] _numbers = new int[1024];
    private ulong[] _pairs = new ulong[1024];
    private int _idShift = 54;
    private int _pairShift = 54;
    private int _visitorCount;
    private int _pairCount;

    /// <summary>Forgets all visitors.</summary>
    public void Clear()
    {
        Array.Clear(_ids);
        Array.Clear(_pairs);
        (_visitorCount, _pairCount) = (0, 0);
    }

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
                AddPair(number, groups[VisitorPairs.GroupOf(pair)]);
            }
        }

        return from;
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

        counts[0] += _isOneGroup ? 1 : 0;
        (_ids[slot], _numbers[slot]) = (id, _visitorCount);
        return _visitorCount++;
    }

    private void AddPair(int number, int group)
    {
        if (_pairCount * 2 >= _pairs.Length)
        {
            GrowPairs();
        }

        var pair = (((ulong)(uint)number << 32) | (uint)group) + 1;
        var slot = SlotOfPair(pair);
        if (_pairs[slot] != pair)
        {
            _pairs[slot] = pair;
            _pairCount++;
            counts[group]++;
        }
    }

    /// <summary>Where an id stands, or where it belongs. No lasting id is 0.</summary>
    private int SlotOfId(ulong id)
    {
        var slot = (int)((id * Multiplier) >> _idShift);
        while (_ids[slot] != 0 && _ids[slot] != id)
        {
            slot = (slot + 1) & (_ids.Length - 1);
        }

        return slot;
    }

    private int SlotOfPair(ulong pair)
    {
        var slot = (int)((pair * Multiplier) >> _pairShift);
        while (_pairs[slot] != 0 && _pairs[slot] != pair)
        {
            slot = (slot + 1) & (_pairs.Length - 1);
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

    private void GrowPairs()
    {
        var pairs = _pairs;
        (_pairs, _pairShift) = (new ulong[pairs.Length * 2], _pairShift - 1);
        foreach (var pair in pairs)
        {
            if (pair != 0)
            {
                _pairs[SlotOfPair(pair)] = pair;
            }
        }
    }
}
