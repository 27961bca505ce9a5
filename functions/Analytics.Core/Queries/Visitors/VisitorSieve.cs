using System.Buffers;
using System.Numerics;
using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// A set of visitors with false positives, like a Bloom filter with a single hash function. Several threads may add visitors at a time.
/// </summary>
internal sealed class VisitorSieve : IDisposable
{
    private const int MinBits = 10;
    private const int MaxBits = 25;

    // A secret odd number, so that clients cannot choose ids that collide.
    private static readonly ulong Multiplier = KeyedHash.RandomKey() | 1;

    private readonly ulong[] _words;
    private readonly int _shift;

    /// <param name="visitors">Expected number of visitors. With more, the false positives increase.</param>
    public VisitorSieve(long visitors)
    {
        var bits = Math.Clamp(BitOperations.Log2((ulong)visitors | 1) + 4, MinBits, MaxBits);
        _shift = 64 - bits;
        _words = ArrayPool<ulong>.Shared.Rent(1 << (bits - 6));
        Array.Clear(_words, 0, 1 << (bits - 6));
    }

    /// <summary>Adds a visitor.</summary>
    public void Add(ulong visitor)
    {
        var slot = SlotOf(visitor);
        ref var word = ref _words[slot >> 6];
        var bit = 1UL << slot;
        if ((Volatile.Read(ref word) & bit) == 0)
        {
            Interlocked.Or(ref word, bit);
        }
    }

    /// <summary>Returns true if a visitor was added, and sometimes also if not.</summary>
    public bool Passes(ulong visitor)
    {
        var slot = SlotOf(visitor);
        return ((_words[slot >> 6] >> slot) & 1) != 0;
    }

    /// <summary>Returns memory to the pool.</summary>
    public void Dispose() => ArrayPool<ulong>.Shared.Return(_words);

    private int SlotOf(ulong visitor) => (int)((visitor * Multiplier) >> _shift);
}
