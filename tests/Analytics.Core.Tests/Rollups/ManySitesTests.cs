using Analytics.Core.Partitioning;
using Analytics.Core.Periods;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Rollups;

public sealed class ManySitesTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    // Of one bucket, as buckets are done one after the other.
    private static readonly IReadOnlyList<string> Sites =
    [
        .. Enumerable
            .Range(0, 10_000)
            .Select(i => $"shop{i}.example")
            .Where(site => Partitioner.BucketOf(Partitioner.SiteHash(site)) == 5)
            .Take(8),
    ];

    [Fact]
    public async Task Hours_days_and_months_of_several_sites_are_written_at_the_same_time()
    {
        var pipeline = await SendAsync();
        var together = 0;
        var fours = Enumerable
            .Range(0, 6)
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .ToList();
        pipeline.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Rollups)
            {
                var number = Interlocked.Increment(ref together);
                var four = fours[(number - 1) / 4];
                if (number % 4 == 0)
                {
                    four.SetResult();
                }

                // Nobody goes on before four are here.
                await four.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            }
        };

        Assert.Equal(8, await pipeline.RollUpAsync());
        Assert.Equal(16, await pipeline.BuildStaleAsync());

        Assert.Equal(24, together);
    }

    [Fact]
    public async Task One_site_that_fails_leaves_no_hour_behind_for_good()
    {
        var pipeline = await SendAsync();
        pipeline.Tables.BeforeCommit = (table, site) =>
            table == TableNames.Rollups && site == Sites[3]
                ? throw new IOException("The storage does not answer.")
                : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => pipeline.RollUpAsync());
        pipeline.Tables.BeforeCommit = null;

        await pipeline.RollUpAsync();

        var rollups = new RollupTable(pipeline.Tables);
        foreach (var site in Sites)
        {
            var hour = await rollups.ReadAsync(
                site,
                new(RollupTier.Hour, Midnight.AddHours(-2).ToUnixTimeSeconds()),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(1, hour!.Value.Rollup.EventCount);
        }
    }

    private static async Task<Pipeline> SendAsync()
    {
        var pipeline = new Pipeline(Midnight.AddMinutes(2), partitions: 1, Pipeline.ByHours with { Parallelism = 4 });
        await pipeline.SendAsync([.. Sites.Select(site => new NaiveEvent(site, Midnight.AddHours(-2).ToUnixTimeSeconds() + 5, 7))]);
        await pipeline.AggregateAsync();
        return pipeline;
    }
}
