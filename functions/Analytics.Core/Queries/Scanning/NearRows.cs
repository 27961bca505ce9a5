using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The rows of a source's visitors near its edges.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="OtherIds">The visitors of the rows with a second id, and that id.</param>
internal sealed record NearRows(Rollup Rows, IReadOnlyList<(ulong Visitor, ulong Other)> OtherIds)
{
    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 1000 + (Rows.EventCount * 60L) + (OtherIds.Count * 16L);

    public static NearRows Of(Rollup rows) => new(rows, EdgeVisitors.OtherIds(rows));

    /// <summary>Returns the rows of some of the visitors; null if none of them is here.</summary>
    public Rollup? Of(HashSet<ulong> visitors)
    {
        var marked = new bool[Rows.VisitorCount];
        var any = false;
        foreach (var visitor in visitors)
        {
            if (Array.BinarySearch(Rows.Columns.Visitors.Value, visitor) is >= 0 and var index)
            {
                marked[index] = any = true;
            }
        }

        return any ? EdgeVisitors.Extract(Rows, marked) : null;
    }
}
