using System.Runtime.CompilerServices;
using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Counts the events and pageviews of a segment by the code of one column. Rows are counted by code in a small table, whose numbers are
/// added to the cells of the groups at the end. Not thread-safe.
/// </summary>
/// <param name="scan">The scan.</param>
/// <param name="cells">The groups.</param>
/// <param name="keyMaker">Makes the keys of groups.</param>
internal sealed class ColumnEventCounter(CompiledScan scan, GroupCells cells, KeyMaker keyMaker)
{
    private long[] _counts = [];

    /// <summary>Counts events. O(rows + codes).</summary>
    /// <param name="facts">The segment.</param>
    /// <param name="codes">The column: by event if the scan groups by a dimension of events, otherwise by visit.</param>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="rows">The selected events; engagement events are left out.</param>
    /// <param name="rowsOfCode">Number of selected events of each code, engagement included; empty if it is not known.</param>
    public void Count(SegmentFacts facts, CodeColumn codes, int bucket, Bitmap rows, ReadOnlySpan<long> rowsOfCode)
    {
        using var countedRows = Bitmap.Rent(rows.Length);
        rows.CopyTo(countedRows);
        if (scan.Engagement is not null && facts.Counted is { } counted)
        {
            countedRows.And(counted);
            rowsOfCode = [];
        }

        Add(rowsOfCode.IsEmpty ? Count(facts, codes, countedRows) : rowsOfCode, codes, bucket, 1, 1);
        if (facts.Pageviews is { } pageviews)
        {
            // Most events are pageviews, so the other events are counted and subtracted.
            countedRows.AndNot(pageviews);
            Add(Count(facts, codes, countedRows), codes, bucket, 0, -1);
        }
    }

    /// <summary>Counts the rows of each code.</summary>
    private Span<long> Count(SegmentFacts facts, CodeColumn codes, Bitmap rows)
    {
        var codeCount = codes.Width == 0 ? 1 : (int)codes.CodeCount;
        if (_counts.Length < codeCount)
        {
            _counts = new long[Math.Max(codeCount, _counts.Length * 2)];
        }

        var counts = _counts.AsSpan(0, codeCount);
        counts.Clear();
        if (codes.Width == 0)
        {
            counts[0] = rows.Count();
        }
        else if (scan.HasEventDimensions)
        {
            codes.CountInto(rows, counts);
        }
        else
        {
            CountByVisit(facts.FirstRows, codes, rows, counts);
        }

        return counts;
    }

    /// <summary>Adds the number of rows of each code to its events and pageviews, or subtracts it.</summary>
    private void Add(ReadOnlySpan<long> counts, CodeColumn codes, int bucket, int events, int pageviews)
    {
        for (var code = 0; code < counts.Length; code++)
        {
            if (counts[code] != 0)
            {
                ref var cell = ref cells[keyMaker.KeyOf(codes.Width == 0 ? codes.Constant : code) + bucket].Counts;
                cell[(int)ScanCounter.Events] += events * counts[code];
                cell[(int)ScanCounter.Pageviews] += pageviews * counts[code];
            }
        }
    }

    [MethodImpl(Loops.Optimized)]
    private static void CountByVisit(ReadOnlySpan<int> firstRows, CodeColumn codes, Bitmap rows, Span<long> counts)
    {
        var visit = 0;
        foreach (var row in rows)
        {
            while (firstRows[visit + 1] <= row)
            {
                visit++;
            }

            counts[codes[visit]]++;
        }
    }
}
