using System.Buffers;
using System.Numerics;
using Analytics.Core.Hashing;

namespace Analytics.Core.Queries.Visitors;

/// <summary>
/// Visitors who were added, and by chance a few others: one bit for each of many slots. Visitors may be added by several threads at a time.
/// </summary>
internal sealed class VisitorSieve : IDisposable
{
    private const int MinBits = 10;
    private const int MaxBits = 25;

    // An odd number that nobody outside knows, so that nobody can choose ids that meet in one slot.
    private static readonly ulong Multiplier = KeyedHash.RandomKey() | 1;

    private readonly ulong[] _words;
    private readonly int _shift;

    /// <param name="visitors">About how many visitors may be added; with more, more others pass.</param>
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

    /// <summary>True if a visitor was added; now and then also if not.</summary>
    public bool Passes(ulong visitor)
    {
        var slot = SlotOf(visitor);
        return ((_words[slot >> 6] >> slot) & 1) != 0;
    }

    /// <summary>Gives memory back to the pool.</summary>
    public void Dispose() => ArrayPool<ulong>.Shared.Return(_words);

    private int SlotOf(ulong visitor) => (int)((visitor * Multiplier) >> _shift);
}
