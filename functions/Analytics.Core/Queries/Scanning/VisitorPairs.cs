using System.Buffers;
using System.Runtime.CompilerServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Pairs of a visitor and a group in which the visitor is, each once, visitors ascending. A place is a pair's. Not thread-safe while pairs
/// are added.
/// </summary>
internal sealed class VisitorPairs : VisitorGroups, IDisposable
{
    private ulong[] _visitors;
    private ulong[] _pairs;
    private int _length;

    /// <param name="visitors">Visitor ids, ascending.</param>
    public VisitorPairs(ulong[] visitors) => (_visitors, _pairs) = (visitors, ArrayPool<ulong>.Shared.Rent(256));

    private VisitorPairs(ulong[] visitors, ulong[] pairs) => (_visitors, _pairs, _length) = (visitors, pairs, pairs.Length);

    /// <inheritdoc/>
    public override int Length => _length;

    /// <summary>The visitor's index in the high half, the group in the low half.</summary>
    public ReadOnlySpan<ulong> Pairs => _pairs.AsSpan(0, Length);

    public ulong VisitorOf(int pair) => _visitors[(int)(_pairs[pair] >> 32)];

    /// <summary>About how much memory a copy takes, in bytes.</summary>
    public long Weight => 200 + (Length * 16L);

    public static int GroupOf(ulong pair) => (int)(uint)pair;

    public void Add(int visitor, int group)
    {
        if (Length == _pairs.Length)
        {
            var larger = ArrayPool<ulong>.Shared.Rent(Length * 2);
            _pairs.CopyTo(larger, 0);
            ArrayPool<ulong>.Shared.Return(_pairs);
            _pairs = larger;
        }

        _pairs[_length++] = ((ulong)(uint)visitor << 32) | (uint)group;
    }

    /// <summary>Puts pairs that were added in several runs in order.</summary>
    public void Sort() => Array.Sort(_pairs, 0, Length);

    /// <inheritdoc/>
    public override int FirstAtOrAbove(ulong id)
    {
        var (low, high) = (0, Length);
        while (low < high)
        {
            var middle = (int)((uint)(low + high) / 2);
            (low, high) = VisitorOf(middle) < id ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <inheritdoc/>
    [MethodImpl(Loops.Optimized)]
    public override int Count(int place, ulong last, int[] groups, VisitorNumbers numbers, VisitorBits bits)
    {
        var pairs = Pairs;
        var (visitor, number) = (-1, 0);
        for (; place < pairs.Length; place++)
        {
            var pair = pairs[place];
            if ((int)(pair >> 32) != visitor)
            {
                visitor = (int)(pair >> 32);
                if (_visitors[visitor] > last)
                {
                    break;
                }

                number = numbers.NumberOf(_visitors[visitor]);
                bits.Reserve(number);
            }

            bits.Add(number, groups[GroupOf(pair)]);
        }

        return place;
    }

    /// <inheritdoc/>
    public override ulong? Next(ref int place, ulong last)
    {
        if (place >= _length || VisitorOf(place) is var id && id > last)
        {
            return null;
        }

        var visitor = _pairs[place] >> 32;
        do
        {
            place++;
        } while (place < _length && _pairs[place] >> 32 == visitor);

        return id;
    }

    /// <inheritdoc/>
    public override void Mark(int from, int to, int[] groups, GroupMarks marks)
    {
        foreach (var pair in _pairs.AsSpan(from, to - from))
        {
            marks.Add(groups[GroupOf(pair)]);
        }
    }

    /// <inheritdoc/>
    public override void Read(int from, int to, int[] groups, List<int> found)
    {
        foreach (var pair in _pairs.AsSpan(from, to - from))
        {
            found.Add(groups[GroupOf(pair)]);
        }
    }

    /// <summary>Returns a copy of minimal size, for caching.</summary>
    public VisitorPairs Copy()
    {
        var ids = new List<ulong>();
        var pairs = new ulong[Length];
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

    /// <summary>Returns the pairs as ids and groups.</summary>
    public List<(ulong Visitor, int Group)> ToList()
    {
        var list = new List<(ulong, int)>(Length);
        foreach (var pair in Pairs)
        {
            list.Add((_visitors[(int)(pair >> 32)], GroupOf(pair)));
        }

        return list;
    }

    /// <summary>Creates pairs from ids and groups.</summary>
    /// <param name="pairs">The pairs, in any order; the list is sorted.</param>
    public static VisitorPairs Of(List<(ulong Visitor, int Group)> pairs)
    {
        pairs.Sort();
        var all = new VisitorPairs([.. pairs.Select(pair => pair.Visitor)]);
        var visitor = 0;
        for (var i = 0; i < pairs.Count; i++)
        {
            visitor = i > 0 && pairs[i].Visitor == pairs[i - 1].Visitor ? visitor : i;
            if (i == 0 || pairs[i] != pairs[i - 1])
            {
                all.Add(visitor, pairs[i].Group);
            }
        }

        return all;
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_pairs);
        (_pairs, _length) = ([], 0);
    }
}
