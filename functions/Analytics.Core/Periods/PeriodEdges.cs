using Analytics.Core.Text;

namespace Analytics.Core.Periods;

/// <summary>Finds the visitors near the edges of a period, whose visits may continue in the next one.</summary>
internal static class PeriodEdges
{
    /// <summary>Marks, by index, the visitors with an event within 30 minutes of one of two seconds. O(visits).</summary>
    /// <param name="rollup">The rows.</param>
    /// <param name="start">The earlier second, Unix time; null for none.</param>
    /// <param name="end">The later second, exclusive; null for none.</param>
    public static bool[] Near(Rollup rollup, long? start, long? end)
    {
        var visitsOfVisitor = rollup.Columns.VisitsOfVisitor.Value;
        var (firstSeconds, spans) = rollup.Columns.Extents();
        var near = new bool[visitsOfVisitor.Length];
        var (until, from) = Limits(start, end, rollup.Period.Start);
        var visit = 0;
        for (var visitor = 0; visitor < near.Length; visitor++)
        {
            for (var last = visit + visitsOfVisitor[visitor]; visit < last; visit++)
            {
                near[visitor] |= firstSeconds[visit] <= until || firstSeconds[visit] + spans[visit] >= from;
            }
        }

        return near;
    }

    /// <summary>Returns the last second near the earlier one of two seconds, and the first second near the later one.</summary>
    /// <param name="start">The earlier second, Unix time; null for none.</param>
    /// <param name="end">The later second, exclusive; null for none.</param>
    /// <param name="origin">The second from which the results count, Unix time.</param>
    public static (long Until, long From) Limits(long? start, long? end, long origin) =>
        ((start ?? long.MinValue / 2) + VisitRules.MaxGapSeconds - origin, (end ?? long.MaxValue / 2) - VisitRules.MaxGapSeconds - origin);

    /// <summary>Returns the rows of the marked visitors as a separate rollup. O(rows).</summary>
    public static Rollup Extract(Rollup rollup, bool[] marked)
    {
        var draft = new RollupDraft(new TextPool());
        RollupUnpacker.AddTo(draft, rollup, 0, VisitorRange.All, marked);
        return new RollupAssembler().Assemble(draft, rollup.Period, rollup.Threshold, MergeRules.Default);
    }
}
