using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// Leaves out live rows whose messages are all in another row of the same bucket: those that were folded and are not deleted yet. O(n log
/// n).
/// </summary>
internal static class CoveringRows
{
    /// <summary>The rows that count, in the order they came in.</summary>
    /// <param name="rows">The rows of one partition.</param>
    /// <param name="of">Tells a row's bucket and messages.</param>
    public static List<T> Of<T>(IReadOnlyList<T> rows, Func<T, (int Bucket, SequenceRange Range)> of)
    {
        var covered = new HashSet<int>();
        foreach (var bucket in Enumerable.Range(0, rows.Count).GroupBy(i => of(rows[i]).Bucket))
        {
            // Of rows that begin with the same message the longest first; parts of one large batch have equal ranges and all count.
            SequenceRange? cover = null;
            foreach (var i in bucket.OrderBy(i => of(rows[i]).Range.First).ThenByDescending(i => of(rows[i]).Range.Last))
            {
                var range = of(rows[i]).Range;
                if (cover is { } wider && range.Last <= wider.Last && range != wider)
                {
                    covered.Add(i);
                }
                else
                {
                    cover = range;
                }
            }
        }

        return [.. rows.Where((_, i) => !covered.Contains(i))];
    }
}
