using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tests.Periods;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Totals of a segment of which some visitors are left out, few or many, are those of the events of all others.</summary>
public sealed class SkippedVisitorsTests
{
    public static TheoryData<double, int> Shares =>
        new(from share in new[] { 0, 0.02, 0.1, 0.5, 1 } from seed in new[] { 1, 2 } select (share, seed));

    [Theory]
    [MemberData(nameof(Shares))]
    public void Visitors_that_are_left_out_take_their_visits_and_events_with_them(double share, int seed)
    {
        for (var round = 0; round < 20; round++)
        {
            var random = new Random((seed * 1000) + round);

            // Ids of one day are counted and not given back in pairs; neither are permanent ones whom no other rows have.
            var pairs = round % 2 == 0;
            var events = RandomRollups
                .Events(random, 1 + random.Next(600), 1 + random.Next(200))
                .Select(e => pairs ? e with { Visitor = e.Visitor & ~1UL } : e)
                .ToList();
            var rows = new RollupMerger().Merge(
                RandomRollups.Hour,
                [RandomRollups.Part(events)],
                cancellationToken: TestContext.Current.CancellationToken
            );
            var skipped = Array.ConvertAll(rows.Columns.Visitors.Value, _ => random.NextDouble() < share);
            var start = RandomRollups.Hour.Start;
            var needs = ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events;

            var scan = RowScan.Count(
                rows,
                skipped,
                new("site.example", start, start + 3600, [start], false, [], null, needs),
                pairs,
                TestContext.Current.CancellationToken
            );

            var counts = scan.Groups.Count == 0 ? default : Assert.Single(scan.Groups).Counts;
            var (visitors, visits, counted, pageviews) = Totals(rows.Columns, skipped);
            Assert.Equal(visitors, counts[ScanCounter.Visitors]);
            Assert.Equal(visits, counts[ScanCounter.Visits]);
            Assert.Equal(counted, counts[ScanCounter.Events]);
            Assert.Equal(pageviews, counts[ScanCounter.Pageviews]);
            Assert.Equal(visitors, scan.MatchingVisitors);
            Assert.All(scan.Groups, group => Assert.Empty(group.Shared));
        }
    }

    private static (int Visitors, int Visits, int Events, int Pageviews) Totals(RollupColumns columns, bool[] skipped)
    {
        var (visitors, visits, events, pageviews) = (new HashSet<int>(), 0, 0, 0);
        var (visit, row) = (0, 0);
        for (var visitor = 0; visitor < skipped.Length; visitor++)
        {
            for (var lastVisit = visit + columns.VisitsOfVisitor.Value[visitor]; visit < lastVisit; visit++)
            {
                var names = Enumerable
                    .Range(row, columns.EventsOfVisit.Value[visit])
                    .Select(of => columns.EventTexts[0].Value.TextOf(of))
                    .ToList();
                row += names.Count;
                if (!skipped[visitor] && names.Exists(name => name != "engagement"))
                {
                    visitors.Add(visitor);
                    visits++;
                    events += names.Count(name => name != "engagement");
                    pageviews += names.Count(name => name == "pageview");
                }
            }
        }

        return (visitors.Count, visits, events, pageviews);
    }
}
