using System.Buffers;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Pairs of a visitor and a group in which the visitor is, each once, visitors ascending. Not thread-safe while pairs are added.
/// </summary>
internal sealed class VisitorPairs : IDisposable
{
    private ulong[] _visitors;
    private ulong[] _pairs;

    /// <param name="visitors">Visitor ids, ascending.</param>
    public VisitorPairs(ulong[] visitors) => (_visitors, _pairs) = (visitors, ArrayPool<ulong>.Shared.Rent(256));

    private VisitorPairs(ulong[] visitors, ulong[] pairs) => (_visitors, _pairs, Count) = (visitors, pairs, pairs.Length);

    public int Count { get; private set; }

    /// <summary>The visitor's index in the high half, the group in the low half.</summary>
    public ReadOnlySpan<ulong> Pairs => _pairs.AsSpan(0, Count);

    public ulong VisitorOf(int pair) => _visitors[(int)(_pairs[pair] >> 32)];

    /// <summary>About how much memory a copy takes, in bytes.</summary>
    public long Weight => 200 + (Count * 16L);

    public static int GroupOf(ulong pair) => (int)(uint)pair;

    public void Add(int visitor, int group)
    {
        if (Count == _pairs.Length)
        {
            var larger = ArrayPool<ulong>.Shared.Rent(Count * 2);
            _pairs.CopyTo(larger, 0);
            ArrayPool<ulong>.Shared.Return(_pairs);
            _pairs = larger;
        }

        _pairs[Count++] = ((ulong)(uint)visitor << 32) | (uint)group;
    }

    /// <summary>Puts pairs that were added in several runs in order.</summary>
    public void Sort() => Array.Sort(_pairs, 0, Count);

    /// <summary>The first pair whose visitor has an id at or above another.</summary>
    public int FirstAtOrAbove(ulong id)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (int)((uint)(low + high) / 2);
            (low, high) = VisitorOf(middle) < id ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The first pair whose visitor has an id above another.</summary>
    public int FirstAbove(ulong id) => id == ulong.MaxValue ? Count : FirstAtOrAbove(id + 1);

    /// <summary>A copy that takes no more memory than it needs, for keeping.</summary>
    public VisitorPairs Copy()
    {
        var ids = new List<ulong>();
        var pairs = new ulong[Count];
        var visitor = -1;
        for (var i = 0; i < pairs.Length; i++)
        {
            if ((int)(_pairs[i] >> 32) != visitor)
            {
                visitor = (int)(_pairs[i] >> 32);
                ids.Add(_visitors[visitor]);
            }

            pairs[i] = ((ulong)(uint)(ids.Count - 1) << 32) | (uint)_pairs[i];
        }

        return new([.. ids], pairs);
    }

    /// <summary>The pairs of groups with ids.</summary>
    /// <param name="pairs">Each id and group once, in any order; the list is sorted.</param>
    public static VisitorPairs Of(List<(ulong Visitor, int Group)> pairs)
    {
        pairs.Sort();
        var all = new VisitorPairs([.. pairs.Select(pair => pair.Visitor)]);
        for (var i = 0; i < pairs.Count; i++)
        {
            all.Add(i > 0 && pairs[i].Visitor == pairs[i - 1].Visitor ? (int)(all._pairs[i - 1] >> 32) : i, pairs[i].Group);
        }

        return all;
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_pairs);
        (_pairs, Count) = ([], 0);
    }
}
