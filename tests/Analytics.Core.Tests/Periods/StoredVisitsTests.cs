using Analytics.Core.Columns;
using Analytics.Core.Periods;
using Analytics.Core.Periods.Encoding;

namespace Analytics.Core.Tests.Periods;

/// <summary>Compares the facts of visits that scans read from stored columns with those derived from the rows event by event.</summary>
public sealed class StoredVisitsTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Stored_facts_of_visits_are_those_of_their_events(int seed, bool summarise)
    {
        for (var round = 0; round < 20; round++)
        {
            var random = new Random((seed * 100) + round);
            var events = RandomRollups.Events(random, 1 + random.Next(400), 1 + random.Next(60));
            var rows = new RollupMerger().Merge(
                RandomRollups.Hour,
                [RandomRollups.Part(events)],
                cancellationToken: TestContext.Current.CancellationToken
            );
            var encoded = new RollupEncoder().Encode(rows, compress: true, summarise);
            var columns = RollupDecoder.Decode(encoded.Head, encoded.Body).Columns;
            Assert.Equal(summarise, columns.StoredVisits is not null);

            var (expected, firstVisits) = (Visits(rows.Columns), Sums(rows.Columns.VisitsOfVisitor.Value));
            var (counts, times) = (columns.VisitCounts(), columns.VisitTimes());

            Assert.Equal(firstVisits, columns.FirstVisits());
            Assert.Equal(Sums(rows.Columns.EventsOfVisit.Value), columns.FirstEvents());
            Assert.Equal(rows.Columns.Seconds.Value, Numbers(columns.NarrowSeconds(columns.FirstEvents()), []));
            Assert.Equal(expected.Select(visit => visit.Start), times.Starts);
            Assert.Equal(expected.Select(visit => visit.End), times.Ends);
            Assert.Equal(rows.Columns.Seconds.Value.Min(), times.MinRow);
            Assert.Equal(rows.Columns.Seconds.Value.Max(), times.MaxRow);
            Assert.Equal(expected.Select(visit => visit.Events), Numbers(counts.Events, expected.Select(visit => visit.All)));
            Assert.Equal(expected.Select(visit => visit.Others), Numbers(counts.Others, expected.Select(_ => 0)));
            Assert.Equal(expected.Select(visit => visit.Exempt), Numbers(counts.Exempt, expected.Select(_ => 0)));
        }
    }

    private static IEnumerable<int> Numbers(CodeColumn? column, IEnumerable<int> without) =>
        column is null ? without : Enumerable.Range(0, column.Length).Select(visit => column[visit]);

    private static List<int> Sums(int[] counts)
    {
        var sums = new List<int> { 0 };
        foreach (var count in counts)
        {
            sums.Add(sums[^1] + count);
        }

        return sums;
    }

    private static List<(int Start, int End, int All, int Events, int Others, int Exempt)> Visits(RollupColumns columns)
    {
        var visits = new List<(int Start, int End, int All, int Events, int Others, int Exempt)>();
        var row = 0;
        foreach (var count in columns.EventsOfVisit.Value)
        {
            var counted = Enumerable.Range(row, count).Where(of => columns.EventTexts[0].Value.TextOf(of) != "engagement").ToList();
            visits.Add(
                (
                    counted.Count == 0 ? -1 : columns.Seconds.Value[counted[0]],
                    counted.Count == 0 ? 0 : columns.Seconds.Value[counted[^1]],
                    count,
                    counted.Count,
                    counted.Count(of => columns.EventTexts[0].Value.TextOf(of) != "pageview"),
                    counted.Count(of => columns.NonInteractive.Value.Rows.Contains(of))
                )
            );
            row += count;
        }

        return visits;
    }
}
