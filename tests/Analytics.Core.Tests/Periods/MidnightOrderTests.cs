using Analytics.Core.EventLog;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Periods;

/// <summary>The two ids of a visitor at a midnight are joined by what the events are, and not by the order in which they came.</summary>
public sealed class MidnightOrderTests
{
    private const string Site = "site.example";
    private const ulong Yesterday = 1000;
    private const ulong Today = 2000;
    private const long Midnight = 1_431_907_200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int[], int[], string> Cases =>
        new()
        {
            // Minutes from midnight in the order of arrival; visitors, visits, pageviews, bounces, seconds.
            { [-10, 10, 35, 55], [1, 1, 4, 0, 3900], "in order" },
            { [55, 35, 10, -10], [1, 1, 4, 0, 3900], "newest first" },
            { [10, -10], [1, 1, 2, 0, 1200], "two swapped" },
            { [-240, 10], [2, 2, 2, 2, 0], "an evening that ended" },
            { [-10, 10, 600], [1, 2, 3, 1, 1200], "again in the morning" },
            { [600, 10, -10], [1, 2, 3, 1, 1200], "again in the morning, newest first" },
            { [-30, 0], [1, 1, 2, 0, 1800], "a gap of exactly 30 minutes" },
            { [-31, 0], [2, 2, 2, 2, 0], "a gap over 30 minutes" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_visitor_at_midnight_is_one_in_every_order_and_tier(int[] minutes, int[] expected, string title)
    {
        foreach (var how in (string[])["one batch", "batches", "rolled up between", "rolled up", "months"])
        {
            var pipeline = new Pipeline(
                DateTimeOffset.FromUnixTimeSeconds(Midnight + (how == "months" ? 86_400 * 40 : 86_400)),
                partitions: 1
            );
            foreach (var batch in how == "one batch" ? [minutes] : minutes.Select(minute => (int[])[minute]))
            {
                var writer = new EventSegmentWriter();
                foreach (var minute in batch)
                {
                    Pipeline.Write(
                        writer,
                        new(Site, Midnight + (minute * 60), minute < 0 ? Yesterday : Today),
                        previousVisitor: minute is >= 0 and < 30 ? Yesterday : 0
                    );
                }

                await pipeline.AppendAsync(0, writer);
                await pipeline.AggregateAsync();
                if (how == "rolled up between")
                {
                    await pipeline.RollUpAsync();
                }
            }

            if (how is "rolled up" or "months")
            {
                await pipeline.RollUpAsync();
                await pipeline.BuildStaleAsync();
            }

            foreach (
                var (from, to) in (List<(long From, long To)>)
                    [(Midnight - 86_400, Midnight + 86_400), (Midnight - (86_400 * 30), Midnight + (86_400 * 30))]
            )
            {
                var result = await pipeline.Scanner.ScanAsync(new(Site, from, to, [from], false, [], null, ScanNeeds.All), Token);
                var group = Assert.Single(result.Groups);
                int[] got =
                [
                    (int)group[ScanCounter.Visitors],
                    (int)group[ScanCounter.Visits],
                    (int)group[ScanCounter.Pageviews],
                    (int)group[ScanCounter.Bounces],
                    (int)group[ScanCounter.VisitSeconds],
                ];
                Assert.True(expected.SequenceEqual(got), $"{title}, {how}: {string.Join(' ', got)}");
            }
        }
    }

    [Fact]
    public async Task A_visit_crosses_one_midnight_at_most()
    {
        // Every 20 minutes for three days: the second day reaches both its edges, so the third begins a visit of its own.
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Midnight + (86_400 * 45)), partitions: 1);
        await pipeline.SendAsync([
            .. Enumerable.Range(0, 3 * 72).Select(i => new NaiveEvent(Site, Midnight - 86_400 + 43_200 + (i * 1200L), 77)),
        ]);
        await pipeline.AggregateAsync();
        foreach (var step in (Func<Task>[])[() => Task.CompletedTask, () => pipeline.RollUpAsync(), () => pipeline.BuildStaleAsync()])
        {
            await step();
            var from = Midnight - (86_400 * 20);
            var result = await pipeline.Scanner.ScanAsync(
                new(Site, from, from + (86_400 * 40), [from], false, [], null, ScanNeeds.All),
                Token
            );
            var group = Assert.Single(result.Groups);

            // Half of the first day with the whole second; the third; the fourth's half, as the third reaches both edges as well.
            Assert.Equal(
                (1, 3, 216),
                ((int)group[ScanCounter.Visitors], (int)group[ScanCounter.Visits], (int)group[ScanCounter.Pageviews])
            );
        }
    }
}
