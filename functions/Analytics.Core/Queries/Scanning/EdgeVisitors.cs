using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Finds and extracts the visitors whose visits may continue beyond a source.</summary>
internal static class EdgeVisitors
{
    /// <summary>Marks, by index, the visitors with an event within 30 minutes of an edge that has rows on its other side.</summary>
    public static bool[] Near(Rollup rollup, ScanSource source) => PeriodEdges.Near(rollup, source.EdgeBefore, source.EdgeAfter);

    /// <summary>Adds the marked visitors of some rows to others.</summary>
    /// <param name="visitors">Receives their ids.</param>
    /// <param name="rollup">The rows.</param>
    /// <param name="marked">True, by index, for the visitors to add.</param>
    /// <param name="skipped">True, by index, for those to leave out nevertheless; null for none.</param>
    public static void AddMarked(HashSet<ulong> visitors, Rollup rollup, bool[] marked, bool[]? skipped = null)
    {
        for (var i = 0; i < marked.Length; i++)
        {
            if (marked[i] && skipped?[i] != true)
            {
                visitors.Add(rollup.Columns.Visitors.Value[i]);
            }
        }
    }

    /// <summary>Lists the visitors with a second id (yesterday's or the day's own) and that id.</summary>
    public static List<(ulong Visitor, ulong Other)> OtherIds(Rollup rollup)
    {
        var columns = rollup.Columns;
        var others = new List<(ulong Visitor, ulong Other)>();
        var previous = new SparseCursor<ulong>(columns.PreviousVisitors.Value);
        var aliases = new SparseCursor<ulong>(columns.Aliases.Value);
        var visit = 0;
        for (
            var visitor = 0;
            visitor < rollup.VisitorCount && columns.PreviousVisitors.Value.Count + columns.Aliases.Value.Count > 0;
            visitor++
        )
        {
            for (var end = visit + columns.VisitsOfVisitor.Value[visitor]; visit < end; visit++)
            {
                if (previous.TryAt(visit, out var id))
                {
                    others.Add((columns.Visitors.Value[visitor], id));
                }

                if (aliases.TryAt(visit, out id))
                {
                    others.Add((columns.Visitors.Value[visitor], id));
                }
            }
        }

        return others;
    }

    /// <summary>Returns the ids under which a rollup's visitors may be stored on the day before: their own ids and yesterday's.</summary>
    public static IEnumerable<ulong> IdsBefore(Rollup rollup) =>
        rollup.Columns.Visitors.Value.Concat(rollup.Columns.PreviousVisitors.Value.Values);

    /// <summary>
    /// Returns the ids that may be yesterday's ids of a rollup's visitors on the day after: their own ids and the day's own.
    /// </summary>
    public static IEnumerable<ulong> IdsAfter(Rollup rollup) => rollup.Columns.Visitors.Value.Concat(rollup.Columns.Aliases.Value.Values);

    /// <summary>Marks, by index, the visitors with a visit that satisfies a condition.</summary>
    public static bool[] Mark(Rollup rollup, Func<EdgeVisit, bool> condition)
    {
        var columns = rollup.Columns;
        var ids = columns.Visitors.Value;
        var seconds = columns.Seconds.Value;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        var visitsOfVisitor = columns.VisitsOfVisitor.Value;
        var previous = new SparseCursor<ulong>(columns.PreviousVisitors.Value);
        var aliases = new SparseCursor<ulong>(columns.Aliases.Value);
        var marked = new bool[ids.Length];
        int visit = 0,
            row = 0;
        for (var visitor = 0; visitor < marked.Length; visitor++)
        {
            for (var end = visit + visitsOfVisitor[visitor]; visit < end; visit++)
            {
                var next = row + eventsOfVisit[visit];
                marked[visitor] |= condition(
                    new(
                        ids[visitor],
                        previous.At(visit),
                        aliases.At(visit),
                        rollup.Period.Start + seconds[row],
                        rollup.Period.Start + seconds[next - 1]
                    )
                );
                row = next;
            }
        }

        return marked;
    }

    /// <summary>Returns the rows of the marked visitors as a separate rollup.</summary>
    public static Rollup Extract(Rollup rollup, bool[] marked) => PeriodEdges.Extract(rollup, marked);

    /// <summary>Joins the rows below a threshold of several rollups.</summary>
    public static Rollup Join(IEnumerable<Rollup> rollups, ulong threshold) =>
        Join([.. rollups.Select(rows => (rows, (bool[]?)null))], threshold);

    /// <summary>Joins the rows below a threshold of rollups of any periods; the two ids of a visitor at a midnight become one.</summary>
    /// <param name="parts">The rows, with the visitors to take by index; null takes all.</param>
    /// <param name="threshold">Visitors with this id or a larger one are left out.</param>
    public static Rollup Join(IReadOnlyList<(Rollup Rows, bool[]? Visitors)> parts, ulong threshold)
    {
        var start = parts.Min(part => part.Rows.Period.Start);
        var draft = new RollupDraft(new TextPool());
        foreach (var (rows, visitors) in parts)
        {
            RollupUnpacker.AddTo(draft, rows, checked((int)(rows.Period.Start - start)), VisitorRange.Below(threshold), visitors);
        }

        MidnightJoin.Relabel(draft, start);
        return new RollupAssembler().Assemble(draft, new(RollupTier.Month, start), threshold, MergeRules.Default);
    }
}
