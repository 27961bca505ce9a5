namespace Analytics.Core.Queries.Execution;

/// <summary>Takes one page of sorted rows without sorting the rows after it.</summary>
internal static class RowPage
{
    /// <summary>Returns at most <paramref name="limit"/> rows from <paramref name="offset"/> on. O(n log(offset + limit)).</summary>
    public static IReadOnlyList<RangeRow> Take(IReadOnlyList<RangeRow> rows, IComparer<RangeRow> order, int offset, int limit)
    {
        if (offset >= rows.Count)
        {
            return [];
        }

        var wanted = (int)Math.Min(rows.Count, (long)offset + limit);
        var first = wanted < rows.Count / 2 ? First(rows, order, wanted) : [.. rows];
        Array.Sort(first, order);
        return first[offset..wanted];
    }

    private static RangeRow[] First(IReadOnlyList<RangeRow> rows, IComparer<RangeRow> order, int count)
    {
        // A heap with the last of the kept rows on top, which any row before it replaces.
        var kept = new PriorityQueue<RangeRow, RangeRow>(count, Comparer<RangeRow>.Create((x, y) => order.Compare(y, x)));
        foreach (var row in rows)
        {
            if (kept.Count < count)
            {
                kept.Enqueue(row, row);
            }
            else if (order.Compare(row, kept.Peek()) < 0)
            {
                kept.DequeueEnqueue(row, row);
            }
        }

        return [.. kept.UnorderedItems.Select(item => item.Element)];
    }
}
