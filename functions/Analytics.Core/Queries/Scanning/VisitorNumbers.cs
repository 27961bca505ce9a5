using System.Runtime.CompilerServices;
using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Numbers the visitors of a range of ids in order of appearance, by hashing. Not thread-safe.</summary>
internal sealed class VisitorNumbers
{
    // A secret odd number, so that clients can't choose ids that collide in one slot.
    private readonly ulong _multiplier = KeyedHash.RandomKey() | 1;
    private ulong[] _ids = new ulong[1024];
    private int[] _numbers = new int[1024];
    private int _idShift = 54;

    /// <summary>Number of different visitors.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the number of a visitor of a segment. An id that is not permanent is another visitor's in each segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberOf(ulong id)
    {
        if ((id & 1) == 0)
        {
            return Count++;
        }

        if (Count * 2 >= _ids.Length)
        {
            GrowIds();
        }

        var slot = SlotOfId(id);
        if (_ids[slot] == id)
        {
            return _numbers[slot];
        }

        (_ids[slot], _numbers[slot]) = (id, Count);
        return Count++;
    }

    /// <summary>Forgets all visitors.</summary>
    public void Clear()
    {
        Array.Clear(_ids);
        Count = 0;
    }

    /// <summary>Returns the place of an id, or the place where it belongs. No permanent id is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOfId(ulong id)
    {
        var ids = _ids;
        var slot = (int)((id * _multiplier) >> _idShift);
        while (ids[slot] != 0 && ids[slot] != id)
        {
            slot = (slot + 1) & (ids.Length - 1);
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
