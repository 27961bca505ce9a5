using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Keeps selected rows of a segment, with the groups of their codes, if their visitors must be counted together with those of other
/// segments. Not thread-safe.
/// </summary>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
/// <param name="visitorCounter">Takes the rows.</param>
internal sealed class ColumnRowKeeper(GroupCells cells, KeyMaker keyMaker, VisitorCounter visitorCounter)
{
    private const int NoGroup = -1;

    private long[] _rowsOfCode = [];

    /// <summary>Returns the number of selected rows of each code of the column that was kept last, which must not be constant.</summary>
    public ReadOnlySpan<long> RowsOfCode(CodeColumn codes) => _rowsOfCode.AsSpan(0, (int)codes.CodeCount);

    /// <summary>Keeps rows if their visitors must be counted later. O(rows + codes).</summary>
    /// <param name="facts">The segment, whose keys are bound.</param>
    /// <param name="codes">The code of each row.</param>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="selected">The rows.</param>
    /// <param name="areEvents">True if rows are events; false if they are visits.</param>
    /// <returns>False if the visitors of the rows must be counted with the segment.</returns>
    public bool Keep(SegmentFacts facts, CodeColumn codes, int bucket, Bitmap selected, bool areEvents)
    {
        if (!visitorCounter.TakesRows(selected))
        {
            return false;
        }

        int[] groups = codes.Width == 0 ? [NumberOf(codes.Constant)] : new int[codes.CodeCount];
        if (codes.Width > 0)
        {
            Array.Resize(ref _rowsOfCode, Math.Max(_rowsOfCode.Length, groups.Length));
            var counts = _rowsOfCode.AsSpan(0, groups.Length);
            counts.Clear();
            codes.CountInto(selected, counts);
            for (var code = 0; code < groups.Length; code++)
            {
                groups[code] = counts[code] == 0 ? NoGroup : NumberOf(code);
            }
        }

        var kept = Bitmap.Rent(selected.Length);
        selected.CopyTo(kept);
        visitorCounter.Keep(new(facts, areEvents, kept, codes, groups));
        return true;

        int NumberOf(int code) => cells.Numbers.Number(keyMaker.KeyOf(code) + bucket);
    }
}
