using System.Buffers;
using Analytics.Core.EventLog;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Events that another partition took, because the site's own refused them, are seen at once.</summary>
public sealed class DivertedEventsTests
{
    private const string Site = "site.example";
    private const long Noon = 1_431_864_000;

    [Fact]
    public async Task Live_events_of_both_partitions_count_before_and_after_the_roll_up()
    {
        var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(Noon + 1800), partitions: 3);
        var diversions = new Diversions(pipeline.Log, pipeline.Tables, pipeline.Clock);
        var scanner = new RollupScanner(pipeline.Tables, pipeline.Sites, 3, clock: pipeline.Clock, diversions: diversions);
        var own = Partitioner.PartitionOf(Partitioner.SiteHash(Site), 3);
        var other = (own + 1) % 3;
        await SendAsync(own, 0);
        Assert.Equal(1, await CountAsync());
        await diversions.RecordAsync(own, other, TestContext.Current.CancellationToken);
        for (var i = 1; i <= 5; i++)
        {
            await SendAsync(other, i);
            await SendAsync(own, 100 + i);
            pipeline.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(1 + (2 * i), await CountAsync());
        }

        pipeline.Clock.Advance(TimeSpan.FromHours(1));
        await pipeline.RollUpAsync();
        Assert.Equal(11, await CountAsync());

        async Task SendAsync(int partition, int second)
        {
            var writer = new EventSegmentWriter();
            Pipeline.Write(writer, new(Site, Noon + second, (ulong)second * 2));
            var buffer = new ArrayBufferWriter<byte>();
            writer.CopyTo(buffer);
            await pipeline.Log.AppendAsync(partition, EventMessage.Encode(buffer.WrittenSpan), TestContext.Current.CancellationToken);
            await pipeline.AggregateAsync();
        }

        async Task<double> CountAsync()
        {
            var result = await scanner.ScanAsync(
                new(Site, Noon - 3600, Noon + 7200, [Noon - 3600], false, [], null, ScanNeeds.Events),
                TestContext.Current.CancellationToken
            );
            return result.Groups.Sum(group => group[ScanCounter.Events]);
        }
    }
}
