using Analytics.Core.Aggregation;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Rollups;

/// <summary>Much that waits is rolled up in several parts.</summary>
public sealed class BacklogTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 12)]
    [InlineData(20_000, 12)]
    [InlineData(20_000, 96)]
    [InlineData(1, 12, 1)]
    [InlineData(1, 24, 2_000)]
    [InlineData(20_000, 96, 1)]
    public async Task Parts_give_the_same_rows_as_one(int maxCollectedBytes, int hoursPerRound, int maxRowBytes = int.MaxValue)
    {
        var history = new History(61, Start, days: 4, sites: 3, visitsPerDay: 40);
        using var parts = Play(
            history,
            Pipeline.ByHours with
            {
                MaxCollectedBytes = maxCollectedBytes,
            },
            new() { MaxRowBytes = maxRowBytes }
        );
        using var whole = Play(history, Pipeline.ByHours);
        var hours = 0;
        await history.PlayAsync(
            2,
            async () =>
            {
                await parts.AggregateAsync();
                await whole.AggregateAsync();
                if ((hours += 2) % hoursPerRound == 0)
                {
                    await parts.RollUpAsync();
                    await whole.RollUpAsync();
                }
            }
        );

        await AssertSameCountsAsync(history, whole, parts);
        await ReprocessingTests.AssertSameAsync(whole, parts, history.Sites);
    }

    [Fact]
    public async Task A_round_that_breaks_off_keeps_what_it_did_and_the_next_goes_on_from_there()
    {
        var history = new History(62, Start, days: 3, sites: 2, visitsPerDay: 40);
        using var parts = Play(history, Pipeline.ByHours with { MaxCollectedBytes = 20_000, Parallelism = 1 });
        using var whole = Play(history, Pipeline.ByHours);
        await history.PlayAsync(
            2,
            async () =>
            {
                await parts.AggregateAsync();
                await whole.AggregateAsync();
            }
        );
        var failures = 0;
        for (var done = false; !done; )
        {
            var writes = 0;
            parts.Tables.BeforeCommit = (table, _) =>
                table == TableNames.Rollups && ++writes > 3 ? throw new IOException("Broken off.") : ValueTask.CompletedTask;
            try
            {
                await parts.RollUpAsync();
                done = true;
            }
            catch (IOException)
            {
                Assert.InRange(++failures, 1, 50);
            }

            await AssertSameCountsAsync(history, whole, parts);
        }

        Assert.InRange(failures, 3, 50);
        parts.Tables.BeforeCommit = null;
        await ReprocessingTests.AssertSameAsync(whole, parts, history.Sites);
    }

    [Fact]
    public async Task What_came_before_much_that_is_late_is_live_until_its_hour_is_over()
    {
        const string Site = "shop.example";
        var now = new DateTimeOffset(2026, 2, 1, 10, 30, 0, TimeSpan.Zero);
        var pipeline = new Pipeline(now, partitions: 1, Pipeline.ByHours with { MaxCollectedBytes = 1 });
        await pipeline.SendAsync([new NaiveEvent(Site, now.ToUnixTimeSeconds(), 7)]);
        await pipeline.AggregateAsync();
        for (var hour = 1; hour <= 5; hour++)
        {
            await pipeline.SendAsync([new NaiveEvent(Site, now.AddHours(-hour).ToUnixTimeSeconds(), 7)]);
            await pipeline.AggregateAsync();
        }

        Assert.Equal(5, await pipeline.RollUpAsync());
        Assert.Equal(6, await pipeline.EventsAsync(Site, now));
        pipeline.Clock.Advance(TimeSpan.FromMinutes(32));
        Assert.Equal(1, await pipeline.RollUpAsync());
        Assert.Equal(6, await pipeline.EventsAsync(Site, now));
    }

    [Fact]
    public async Task Of_some_buckets_only_these_are_rolled_up()
    {
        var history = new History(63, Start, days: 1, sites: 3, visitsPerDay: 10);
        using var world = Play(history, Pipeline.ByHours);
        await history.PlayAsync(24, () => world.AggregateAsync());
        var bucket = Partitioner.BucketOf(Partitioner.SiteHash(history.Sites[1]));

        Assert.True(await world.Rounds.RunHoursAsync(openHoursToo: false, [bucket], Token) > 5);

        Assert.Equal(
            [history.Sites[1]],
            await history.Sites.ToAsyncEnumerable().Where(async (site, _) => (await world.RowsAsync(site)).Count > 0).ToListAsync(Token)
        );
    }

    private static async Task AssertSameCountsAsync(History history, World whole, World parts)
    {
        foreach (var site in history.Sites)
        {
            var seen = await parts.ScanAsync(parts.Scanner, site, Start, history.End);
            var expected = await whole.ScanAsync(whole.Scanner, site, Start, history.End);
            Assert.Equal(
                (expected[ScanCounter.Events], expected[ScanCounter.Visitors], expected[ScanCounter.Visits]),
                (seen[ScanCounter.Events], seen[ScanCounter.Visitors], seen[ScanCounter.Visits])
            );
        }
    }

    private static World Play(History history, RollupOptions options, AggregationOptions? aggregation = null) =>
        new(history.Clock, history.Log, new InMemoryTableStore(), rollups: options, aggregation: aggregation);
}
