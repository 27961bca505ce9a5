using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// The visitors of a segment whose visits may continue beyond its period: those with an event within 30 minutes of an edge.
/// </summary>
/// <param name="AtStart">One entry per visit near the start, visitors ascending.</param>
/// <param name="AtEnd">One entry per visit near the end, visitors ascending.</param>
internal sealed record EdgeList(IReadOnlyList<EdgeEntry> AtStart, IReadOnlyList<EdgeEntry> AtEnd)
{
    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => 200 + ((AtStart.Count + AtEnd.Count) * 16L);

    /// <summary>No visitor.</summary>
    public static EdgeList None { get; } = new([], []);

    /// <summary>Lists the visitors of some rows.</summary>
    /// <param name="rollup">The rows.</param>
    /// <param name="start">The first second of their period, Unix time.</param>
    /// <param name="end">The end, exclusive.</param>
    public static EdgeList Of(Rollup rollup, long start, long end)
    {
        var columns = rollup.Columns;
        var visitsOfVisitor = columns.VisitsOfVisitor.Value;
        var (firstSeconds, spans) = columns.Extents();
        var ids = columns.Visitors.Value;
        var previous = new SparseCursor<ulong>(columns.PreviousVisitors.Value);
        var aliases = new SparseCursor<ulong>(columns.Aliases.Value);
        var (atStart, atEnd) = (new List<EdgeEntry>(), new List<EdgeEntry>());
        var firstSecond = start + VisitRules.MaxGapSeconds - rollup.Period.Start;
        var lastSecond = end - VisitRules.MaxGapSeconds - rollup.Period.Start;
        var visit = 0;
        for (var visitor = 0; visitor < ids.Length; visitor++)
        {
            for (var last = visit + visitsOfVisitor[visitor]; visit < last; visit++)
            {
                if (firstSeconds[visit] <= firstSecond)
                {
                    atStart.Add(new(ids[visitor], previous.At(visit)));
                }

                if (firstSeconds[visit] + spans[visit] >= lastSecond)
                {
                    atEnd.Add(new(ids[visitor], aliases.At(visit)));
                }
            }
        }

        return new(atStart, atEnd);
    }
}
