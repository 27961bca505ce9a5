using Analytics.Core.Aggregation;

namespace Analytics.Core.Tests.Aggregation;

public sealed class TableLiveStatisticsTests
{
    private const string Site = "site.example";
    private const long Noon = 1_431_864_000;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Noon);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rolling_averages_out_of_the_table_are_those_that_the_aggregators_keep()
    {
        var pipeline = new Pipeline(Now, partitions: 3);
        for (var minute = 0; minute < 90; minute++)
        {
            for (var i = 0; i < (minute % 7) + 1; i++)
            {
                await pipeline.SendAsync([
                    new(Site, Noon + (minute * 60) + i, (ulong)(2 * (i + 1))),
                    new("other.example", Noon + (minute * 60), 2),
                ]);
            }

            await pipeline.AggregateAsync();
            pipeline.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await pipeline.RollUpAsync();

        await AssertSameAsync(pipeline);
        pipeline.Clock.Advance(TimeSpan.FromMinutes(20));
        await AssertSameAsync(pipeline);
    }

    [Fact]
    public async Task A_site_without_events_is_quiet() => await AssertSameAsync(new Pipeline(Now, partitions: 3));

    private static async Task AssertSameAsync(Pipeline pipeline)
    {
        var fromTable = await new TableLiveStatistics(pipeline.Tables, pipeline.Sites, 3, pipeline.Clock).ReadAsync(Site, Token);
        var fromMemory = await pipeline.Statistics.ReadAsync(Site, Token);

        Assert.NotNull(fromTable);
        Assert.NotNull(fromMemory);
        Assert.Equal(fromMemory with { Rates = [] }, fromTable with { Rates = [] });
        Assert.Equal(
            fromMemory.Rates.Select(rate => (rate.Minutes, rate.Events, rate.Pageviews)),
            fromTable.Rates.Select(rate => (rate.Minutes, rate.Events, rate.Pageviews))
        );
        Assert.Equal(fromMemory.Rates.SelectMany(rate => rate.Revenue), fromTable.Rates.SelectMany(rate => rate.Revenue));
    }
}
