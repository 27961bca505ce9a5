using System.Runtime.CompilerServices;
using Analytics.Core.Hashing;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// A set of the keys of event ids in 11 to 16 bytes each, of which a day has millions: a hash table with linear probing, in parts once it
/// is large, so that no more than a part is copied when it grows. Not thread-safe.
/// </summary>
internal sealed class KeySet
{
    private const int FirstLength = 16;
    private const int DividedFrom = 1 << 14;
    private const int DividedBits = 10;

    // A secret odd number, so that clients can't choose ids that collide.
    private readonly ulong _multiplier = KeyedHash.RandomKey() | 1;
    private Part[] _parts = [new()];
    private int _bits;

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => _parts.Sum(static part => (part.Keys.Length * 8L) + 40);

    /// <summary>Returns the keys of some rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="repeated">Receives the keys that occur more than once; null if none does.</param>
    public static KeySet Of(IEnumerable<Rollup> rows, HashSet<ulong>? repeated = null)
    {
        var keys = new KeySet();
        foreach (var key in rows.SelectMany(static some => some.Columns.Keys.Value.Values))
        {
            if (!keys.Add(key))
            {
                repeated?.Add(key);
            }
        }

        return keys;
    }

    /// <summary>Adds a key. O(1) on average.</summary>
    /// <param name="key">The key, not 0.</param>
    /// <returns>False if it is there already.</returns>
    public bool Add(ulong key)
    {
        var hash = key * _multiplier;
        if (!_parts[PartOf(hash)].Add(key, hash << _bits, this))
        {
            return false;
        }

        if (++Count == DividedFrom && _bits == 0)
        {
            Divide();
        }

        return true;
    }

    /// <summary>Returns true if a key was added. O(1) on average.</summary>
    public bool Contains(ulong key)
    {
        var hash = key * _multiplier;
        var keys = _parts[PartOf(hash)].Keys;
        return keys[Part.SlotOf(keys, key, hash << _bits)] == key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PartOf(ulong hash) => _bits == 0 ? 0 : (int)(hash >> (64 - DividedBits));

    private void Divide()
    {
        var keys = _parts[0].Keys;
        _parts = [.. Enumerable.Range(0, 1 << DividedBits).Select(static _ => new Part())];
        _bits = DividedBits;
        foreach (var key in keys.Where(static key => key != 0))
        {
            var hash = key * _multiplier;
            _parts[PartOf(hash)].Add(key, hash << _bits, this);
        }
    }

    private sealed class Part
    {
        private int _count;

        /// <summary>The keys; 0 in free places.</summary>
        public ulong[] Keys { get; private set; } = new ulong[FirstLength];

        /// <summary>Returns the place of a key, or the place where it belongs.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int SlotOf(ulong[] keys, ulong key, ulong hash)
        {
            var slot = (int)Math.BigMul(hash, (ulong)keys.Length, out _);
            while (keys[slot] != 0 && keys[slot] != key)
            {
                slot = slot + 1 == keys.Length ? 0 : slot + 1;
            }

            return slot;
        }

        public bool Add(ulong key, ulong hash, KeySet set)
        {
            var slot = SlotOf(Keys, key, hash);
            if (Keys[slot] == key)
            {
                return false;
            }

            Keys[slot] = key;
            if (++_count * 4 > Keys.Length * 3)
            {
                Grow(set);
            }

            return true;
        }

        private void Grow(KeySet set)
        {
            var larger = new ulong[Keys.Length * 3 / 2];
            foreach (var key in Keys)
            {
                if (key != 0)
                {
                    larger[SlotOf(larger, key, (key * set._multiplier) << set._bits)] = key;
                }
            }

            Keys = larger;
        }
    }
}
