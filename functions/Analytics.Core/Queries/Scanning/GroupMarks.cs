using System.Numerics;
using System.Runtime.CompilerServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts visitors, one after the other, in their groups: a group counts a visitor unless it is the one that it counted last. Not
/// thread-safe.
/// </summary>
/// <param name="groups">Number of groups.</param>
internal sealed class GroupMarks(int groups)
{
    private readonly Cell[] _cells = new Cell[groups];
    private int _visitor;

    /// <summary>Starts the next visitor.</summary>
    public void Next()
    {
        // Before the numbers of visitors overflow, the last visitor of all groups is reset.
        if (_visitor == int.MaxValue)
        {
            foreach (ref var cell in _cells.AsSpan())
            {
                cell.LastVisitor = 0;
            }

            _visitor = 0;
        }

        _visitor++;
    }

    /// <summary>Marks the group of each of some rows.</summary>
    /// <param name="codes">The code of each row.</param>
    /// <param name="groupOfCode">The group of each code.</param>
    [MethodImpl(Loops.Optimized)]
    public void Add<T>(ReadOnlySpan<T> codes, ReadOnlySpan<int> groupOfCode)
        where T : unmanaged, IBinaryInteger<T>
    {
        var cells = _cells.AsSpan();
        var visitor = _visitor;
        foreach (var code in codes)
        {
            ref var cell = ref cells[groupOfCode[int.CreateTruncating(code)]];

            // 1 if they differ. Whether a group was marked before cannot be predicted, so there is no branch.
            var difference = cell.LastVisitor ^ visitor;
            cell.Count += (difference | -difference) >>> 31;
            cell.LastVisitor = visitor;
        }
    }

    /// <summary>Marks a group.</summary>
    public void Add(int group)
    {
        ref var cell = ref _cells[group];
        cell.Count += cell.LastVisitor == _visitor ? 0 : 1;
        cell.LastVisitor = _visitor;
    }

    /// <summary>Adds the visitors of each group to its count.</summary>
    public void AddTo(Span<long> counts)
    {
        for (var group = 0; group < counts.Length; group++)
        {
            counts[group] += _cells[group].Count;
        }
    }

    /// <summary>
    /// The count of a group and its last visitor. Counts cannot overflow, because visitors are numbered by the same type.
    /// </summary>
    private struct Cell
    {
        public int LastVisitor;
        public int Count;
    }
}
