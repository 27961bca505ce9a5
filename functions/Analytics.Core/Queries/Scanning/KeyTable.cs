using System.Buffers;
using System.Runtime.CompilerServices;
using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Numbers keys in order of appearance: by an array if few keys are possible, otherwise by hashing. Not thread-safe.</summary>
internal sealed class KeyTable : IDisposable
{
    private const int MaxDirect = 1 << 20;

    // A secret odd number, so that clients cannot choose keys that collide.
    private static readonly ulong Multiplier = KeyedHash.RandomKey() | 1;

    private int[] _slots;
    private readonly bool _isDirect;
    private long[] _keys = new long[16];
    private int _shift;

    /// <param name="possible">One more than the largest key.</param>
    public KeyTable(long possible)
    {
        _isDirect = possible <= MaxDirect;
        var slots = _isDirect ? (int)possible : 1024;
        _slots = ArrayPool<int>.Shared.Rent(slots);
        Array.Clear(_slots, 0, slots);
        _shift = 64 - 10;
    }

    /// <summary>Number of different keys.</summary>
    public int Count { get; private set; }

    /// <summary>The key of a number.</summary>
    public long this[int number] => _keys[number];

    /// <summary>Returns the number of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Number(long key)
    {
        if (!_isDirect)
        {
            return Hashed(key);
        }

        var number = _slots[key] - 1;
        return number >= 0 ? number : Add(key, (int)key);
    }

    /// <summary>Removes all keys.</summary>
    public void Clear()
    {
        if (_isDirect)
        {
            for (var i = 0; i < Count; i++)
            {
                _slots[_keys[i]] = 0;
            }
        }
        else
        {
            Array.Clear(_slots, 0, 1 << (64 - _shift));
        }

        Count = 0;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_slots);
        _slots = [];
    }

    private int Hashed(long key)
    {
        var mask = (1 << (64 - _shift)) - 1;
        var slot = (int)(((ulong)key * Multiplier) >> _shift);
        for (int number; (number = _slots[slot] - 1) >= 0; slot = (slot + 1) & mask)
        {
            if (_keys[number] == key)
            {
                return number;
            }
        }

        if ((Count + 1) * 2 <= mask)
        {
            return Add(key, slot);
        }

        Grow();
        return Hashed(key);
    }

    private int Add(long key, int slot)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
        }

        _keys[Count] = key;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        _shift -= 2;
        var slots = 1 << (64 - _shift);
        ArrayPool<int>.Shared.Return(_slots);
        _slots = ArrayPool<int>.Shared.Rent(slots);
        Array.Clear(_slots, 0, slots);
        for (var number = 0; number < Count; number++)
        {
            var slot = (int)(((ulong)_keys[number] * Multiplier) >> _shift);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (slots - 1);
            }

            _slots[slot] = number + 1;
        }
    }
}
