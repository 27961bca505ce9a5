using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// Excludes live rows whose messages are all in another row of the same bucket: rows that were folded and not deleted yet. O(n log
/// n).
/// </summary>
internal static class CoveringRows
{
    /// <summary>Returns the rows that count, in their original order.</summary>
    /// <param name="rows">The rows of one partition.</param>
    /// <param name="rangeOf">Returns a row's bucket and messages.</param>
    public static List<T> Of<T>(IReadOnlyList<T> rows, Func<T, (int Bucket, SequenceRange Range)> rangeOf)
    {
        var covered = new HashSet<int>();
        foreach (var bucket in Enumerable.Range(0, rows.Count).GroupBy(i => rangeOf(rows[i]).Bucket))
        {
            // Of rows that begin with the same message the longest first; parts of one large batch have equal ranges and all count.
            SequenceRange? cover = null;
            foreach (var i in bucket.OrderBy(i => rangeOf(rows[i]).Range.First).ThenByDescending(i => rangeOf(rows[i]).Range.Last))
            {
                var range = rangeOf(rows[i]).Range;
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
