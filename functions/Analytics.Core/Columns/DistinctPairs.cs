using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Core.Columns;

/// <summary>Counts in how many distinct visitors each group was seen, from pairs in any order and with any repetition.</summary>
/// <remarks>
/// <para>
/// Where a bit for every possible pair fits 1 MiB, a pair is a bit. Otherwise pairs are kept, split by ranges of visitors so that the
/// work on a range stays within the caches: its pairs are brought into the order of visitors by counting, and a group counts if its
/// last visitor, which is noted by group, is another one.
/// </para>
/// <para>
/// For example with two ranges of 4 visitors, (5, a) (1, b) (5, a) (4, a) are kept as [(1, b)] and [(5, a) (5, a) (4, a)]; the second
/// range in order is 4: a, 5: a a, which adds 2 to the count of a.
/// </para>
/// <para>Not thread-safe. <see cref="Dispose"/> returns the buffers to the shared pools. O(pairs + visitors + groups).</para>
/// </remarks>
internal sealed class DistinctPairs : IDisposable
{
    private const long MaxBits = 8L << 20;
    private const int MaxRanges = 1024;
    private const int MinVisitorBits = 12;

    private readonly int _visitorCount;
    private readonly int _groupCount;
    private readonly int _groupBits;
    private readonly int _visitorBits;
    private readonly int _wordsPerGroup;
    private readonly PairChunks? _chunks;
    private ulong[]? _bits;

    /// <summary>An empty set of pairs of visitors and groups below these counts.</summary>
    public DistinctPairs(int visitorCount, int groupCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(visitorCount);
        ArgumentOutOfRangeException.ThrowIfNegative(groupCount);
        (_visitorCount, _groupCount) = (visitorCount, groupCount);
        _wordsPerGroup = BitWords.CountFor(visitorCount);
        if ((long)_wordsPerGroup * groupCount * 64 <= MaxBits)
        {
            _bits = ArrayPool<ulong>.Shared.Rent(_wordsPerGroup * groupCount);
            _bits.AsSpan(0, _wordsPerGroup * groupCount).Clear();
            return;
        }

        _groupBits = BitsFor(groupCount);
        _visitorBits = Math.Max(MinVisitorBits, BitsFor(visitorCount) - BitsFor(MaxRanges));
        _visitorBits = Math.Min(_visitorBits, 32 - _groupBits);
        _chunks = new PairChunks(((visitorCount - 1) >> _visitorBits) + 1);
    }

    private Span<ulong> Words
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bits is null, this);
            return _bits.AsSpan(0, _wordsPerGroup * _groupCount);
        }
    }

    /// <summary>Adds a pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int visitor, int group)
    {
        if ((uint)visitor >= (uint)_visitorCount || (uint)group >= (uint)_groupCount)
        {
            throw Outside(visitor, group);
        }

        if (_chunks is { } chunks)
        {
            chunks.Add(visitor >> _visitorBits, ((uint)visitor << _groupBits) | (uint)group);
        }
        else
        {
            Words[(group * _wordsPerGroup) + (visitor >> 6)] |= 1UL << visitor;
        }
    }

    /// <summary>Adds the number of distinct visitors of each group to its count.</summary>
    /// <param name="counts">Counts by group.</param>
    public void CountInto(Span<int> counts) => Count(counts);

    /// <summary>Adds the number of distinct visitors of each group to its count.</summary>
    /// <param name="counts">Counts by group.</param>
    public void CountInto(Span<long> counts) => Count(counts);

    public void Dispose()
    {
        _chunks?.Dispose();
        if (_bits is { } bits)
        {
            _bits = null;
            ArrayPool<ulong>.Shared.Return(bits);
        }
    }

    private static int BitsFor(int count) => 32 - BitOperations.LeadingZeroCount((uint)Math.Max(0, count - 1));

    private void Count<T>(Span<T> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (counts.Length < _groupCount)
        {
            throw new ArgumentException($"{counts.Length} counts do not cover {_groupCount} groups. Pass one for each.", nameof(counts));
        }

        if (_chunks is { } chunks)
        {
            Count(chunks, counts);
            return;
        }

        var words = Words;
        for (var group = 0; group < _groupCount; group++)
        {
            counts[group] += T.CreateTruncating(BitWords.Count(words.Slice(group * _wordsPerGroup, _wordsPerGroup)));
        }
    }

    private void Count<T>(PairChunks chunks, Span<T> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        var longest = chunks.LongestRange;
        if (longest == 0)
        {
            return;
        }

        var pooled = ArrayPool<int>.Shared.Rent(_groupCount + (1 << _visitorBits));
        var keys = ArrayPool<uint>.Shared.Rent(longest * 2);
        var lastVisitors = pooled.AsSpan(0, _groupCount);
        lastVisitors.Clear();
        for (var range = 0; range < chunks.RangeCount; range++)
        {
            var inRange = keys.AsSpan(0, chunks.CopyTo(range, keys));
            if (!inRange.IsEmpty)
            {
                var groups = keys.AsSpan(longest, inRange.Length);
                var ends = pooled.AsSpan(_groupCount, 1 << _visitorBits);
                Order(inRange, groups, ends);
                Count(groups, ends, (range << _visitorBits) + 1, lastVisitors, counts);
            }
        }

        ArrayPool<uint>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(pooled);
    }

    /// <summary>Writes the groups in the order of their visitors, and where the groups of each visitor end.</summary>
    [MethodImpl(Loops.Optimized)]
    private void Order(ReadOnlySpan<uint> keys, Span<uint> groups, Span<int> ends)
    {
        var (groupBits, groupMask) = (_groupBits, (1u << _groupBits) - 1);
        ends.Clear();
        foreach (var key in keys)
        {
            ends[(int)(key >> groupBits) & (ends.Length - 1)]++;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end);
        }

        foreach (var key in keys)
        {
            groups[ends[(int)(key >> groupBits) & (ends.Length - 1)]++] = key & groupMask;
        }
    }

    [MethodImpl(Loops.Optimized)]
    private static void Count<T>(
        ReadOnlySpan<uint> groups, ReadOnlySpan<int> ends, int firstVisitor, Span<int> lastVisitors, Span<T> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        var start = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            foreach (var group in groups[start..ends[i]])
            {
                ref var last = ref lastVisitors[(int)group];
                counts[(int)group] += last == firstVisitor + i ? T.Zero : T.One;
                last = firstVisitor + i;
            }

            start = ends[i];
        }
    }

    private ArgumentOutOfRangeException Outside(int visitor, int group) =>
        new(nameof(visitor), $"Visitor {visitor} or group {group} is not below the {_visitorCount} visitors and {_groupCount} groups.");
}
