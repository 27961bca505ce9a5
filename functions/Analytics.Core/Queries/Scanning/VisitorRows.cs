using System.Numerics;
using System.Runtime.CompilerServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The rows of a segment that were selected, in place of the pairs of visitors and groups that follow from them: where most rows are
/// selected, to make the pairs, to keep them and to read them again takes longer than to read the rows again. A place is a visitor's
/// index.
/// </summary>
/// <remarks>
/// <code>
/// visitor    A        B          rows of A: 0 1 2, of B: 3 4
/// row        0  1  2  3  4
/// code       a  b  a  a  c
/// selected   1  0  1  1  1       A is in the group of a, B in those of a and c
/// </code>
/// </remarks>
internal sealed class VisitorRows : VisitorGroups, IDisposable
{
    private readonly ulong[] _visitors;
    private readonly int[] _firstVisits;
    private readonly int[]? _firstRows;
    private readonly Bitmap _selected;
    private readonly CodeColumn _codes;
    private readonly int[] _groups;

    /// <param name="facts">The segment.</param>
    /// <param name="areEvents">True if rows are events; false if they are visits.</param>
    /// <param name="selected">The rows; owned.</param>
    /// <param name="codes">The code of each row.</param>
    /// <param name="groups">The group of each code of the selected rows; of a constant column one group.</param>
    public VisitorRows(SegmentFacts facts, bool areEvents, Bitmap selected, CodeColumn codes, int[] groups)
    {
        (_visitors, _firstVisits, _firstRows) = (facts.Visitors, facts.FirstVisits, areEvents ? facts.FirstRows : null);
        (_selected, _codes, _groups) = (selected, codes, groups);
    }

    /// <summary>By code, the number that its group has elsewhere.</summary>
    /// <param name="numbers">The numbers by group of this segment.</param>
    public int[] NumbersOf(int[] numbers) => Array.ConvertAll(_groups, group => group < 0 ? -1 : numbers[group]);

    /// <inheritdoc/>
    public override int Length => _visitors.Length;

    /// <inheritdoc/>
    public override int FirstAtOrAbove(ulong id)
    {
        var index = Array.BinarySearch(_visitors, id);
        return index >= 0 ? index : ~index;
    }

    /// <inheritdoc/>
    public override int Count(int place, ulong last, int[] groups, VisitorNumbers numbers, VisitorBits bits)
    {
        switch (_codes.Width)
        {
            case 1:
                return Count(_codes.Bytes, place, last, groups, numbers, bits);
            case 2:
                return Count(_codes.Shorts, place, last, groups, numbers, bits);
            case 4:
                return Count(_codes.Ints, place, last, groups, numbers, bits);
            default:
                for (; place < _visitors.Length && _visitors[place] <= last; place++)
                {
                    if (IsAnySelected(RowOf(place), RowOf(place + 1)))
                    {
                        var number = numbers.NumberOf(_visitors[place]);
                        bits.Reserve(number);
                        bits.Add(number, groups[0]);
                    }
                }

                return place;
        }
    }

    /// <inheritdoc/>
    public override ulong? Next(ref int place, ulong last) =>
        place < _visitors.Length && _visitors[place] <= last ? _visitors[place++] : null;

    /// <inheritdoc/>
    public override void Mark(int from, int to, int[] groups, GroupMarks marks)
    {
        var (first, end) = (RowOf(from), RowOf(to));
        switch (_codes.Width)
        {
            case 1:
                Mark(_codes.Bytes, first, end, groups, marks);
                break;
            case 2:
                Mark(_codes.Shorts, first, end, groups, marks);
                break;
            case 4:
                Mark(_codes.Ints, first, end, groups, marks);
                break;
            default:
                if (IsAnySelected(first, end))
                {
                    marks.Add(groups[0]);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public override void Read(int from, int to, int[] groups, List<int> found)
    {
        var (row, end) = (RowOf(from), RowOf(to));
        if (_codes.Width == 0)
        {
            if (IsAnySelected(row, end))
            {
                found.Add(groups[0]);
            }

            return;
        }

        for (row = _selected.NextSet(row, end); row >= 0; row = _selected.NextSet(row + 1, end))
        {
            found.Add(groups[_codes[row]]);
        }
    }

    public void Dispose() => _selected.Dispose();

    [MethodImpl(Loops.Optimized)]
    private int Count<T>(ReadOnlySpan<T> codes, int place, ulong last, int[] groups, VisitorNumbers numbers, VisitorBits bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<ulong> words = _selected.Words;
        var row = place < _visitors.Length ? RowOf(place) : 0;
        for (; place < _visitors.Length && _visitors[place] <= last; place++)
        {
            var number = numbers.NumberOf(_visitors[place]);
            bits.Reserve(number);
            for (var end = RowOf(place + 1); row < end; row++)
            {
                if (((words[row >> 6] >> row) & 1) != 0)
                {
                    bits.Add(number, groups[int.CreateTruncating(codes[row])]);
                }
            }
        }

        return place;
    }

    [MethodImpl(Loops.Optimized)]
    private void Mark<T>(ReadOnlySpan<T> codes, int row, int end, int[] groups, GroupMarks marks)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (_selected.CountRange(row, end) == end - row)
        {
            marks.Add(codes[row..end], groups);
            return;
        }

        for (row = _selected.NextSet(row, end); row >= 0; row = _selected.NextSet(row + 1, end))
        {
            marks.Add(groups[int.CreateTruncating(codes[row])]);
        }
    }

    /// <summary>Returns the first row of a visitor, or the end of the rows.</summary>
    private int RowOf(int visitor) => _firstRows is null ? _firstVisits[visitor] : _firstRows[_firstVisits[visitor]];

    private bool IsAnySelected(int row, int end) => _selected.NextSet(row, end) >= 0;
}
