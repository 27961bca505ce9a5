namespace Analytics.Core.Queries.Execution;

/// <summary>Takes one page of rows in order without sorting the rows that no page up to it shows.</summary>
internal static class RowPage
{
    /// <summary>The rows from <paramref name="offset"/> on, at most <paramref name="limit"/>. O(n log(offset + limit)).</summary>
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
        // The last of the rows kept is on top, to be replaced by any row that comes before it.
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
