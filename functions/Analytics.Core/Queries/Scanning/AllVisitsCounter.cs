using Analytics.Core.Columns;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Counts all visits of a segment in one group, and subtracts the few that are not selected. Not thread-safe.</summary>
/// <param name="scan">The compiled scan.</param>
/// <param name="cells">The groups.</param>
/// <param name="visitorCounter">Receives the number of visitors.</param>
internal sealed class AllVisitsCounter(CompiledScan scan, GroupCells cells, VisitorCounter visitorCounter)
{
    /// <summary>Counts a segment. O(visits skipped), and the sum of the numbers of events of visits.</summary>
    /// <param name="facts">The segment.</param>
    /// <param name="key">The group's key.</param>
    /// <param name="visits">The selected visits.</param>
    /// <param name="skipped">Number of visits that are not selected.</param>
    /// <param name="countsVisitors">True to count visitors as well.</param>
    public void Count(SegmentFacts facts, long key, Bitmap visits, int skipped, bool countsVisitors)
    {
        var all = facts.VisitCount;
        var (events, others) = (facts.EventsOfVisit?.Sum() ?? facts.EventCount, facts.OthersOfVisit?.Sum() ?? 0);
        var visitors = countsVisitors ? facts.Visitors.Length : 0;
        if (skipped > 0)
        {
            using var rest = Bitmap.Rent(all, true);
            rest.AndNot(visits);
            foreach (var visit in rest)
            {
                events -= facts.EventsOf(visit);
                others -= facts.OthersOfVisit?[visit] ?? 0;
            }

            visitors -= countsVisitors ? VisitorsWithin(facts, rest, visits) : 0;
        }

        if (all > skipped)
        {
            visitorCounter.MatchingVisitors += visitors;
            ref var counts = ref cells[key].Counts;
            counts[(int)ScanCounter.Visits] += all - skipped;
            counts[(int)ScanCounter.Visitors] += visitors;
            if (scan.Request.Needs.HasFlag(ScanNeeds.Events))
            {
                counts[(int)ScanCounter.Events] += events;
                counts[(int)ScanCounter.Pageviews] += events - others;
            }
        }
    }

    /// <summary>Returns the number of visitors none of whose visits is selected.</summary>
    private static int VisitorsWithin(SegmentFacts facts, Bitmap rest, Bitmap visits)
    {
        var firstVisits = facts.FirstVisits;
        var (visitor, visitors) = (0, 0);
        foreach (var visit in rest)
        {
            if (firstVisits[visitor + 1] <= visit)
            {
                var found = Array.BinarySearch(firstVisits, visitor, firstVisits.Length - visitor, visit);
                visitor = found >= 0 ? found : ~found - 1;
            }

            // At the last visit of a visitor.
            visitors += firstVisits[visitor + 1] == visit + 1 && visits.CountRange(firstVisits[visitor], visit + 1) == 0 ? 1 : 0;
        }

        return visitors;
    }
}
