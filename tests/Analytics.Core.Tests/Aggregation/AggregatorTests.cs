using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;
using Analytics.Core.Live;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Scanning;

namespace Analytics.Core.Tests.Aggregation;

public sealed class AggregatorTests
{
    private const string Site = "site.example";
    private const long Noon = 1_431_864_000;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Noon + 1800);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redelivered_batch_changes_nothing()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        await pipeline.SendAsync(GeneratedTraffic.Events(1, Noon, 1800, 20));
        var records = await pipeline.Log.ReadAsync(0, 0, int.MaxValue, Token);
        var aggregator = await pipeline.StartAsync(0);
        await aggregator.ProcessAsync(records, Token);
        var before = Text(await ScanAsync(pipeline));
        await aggregator.ProcessAsync(records, Token);
        await (await pipeline.StartAsync(0)).ProcessAsync(records, Token);
        Assert.Equal(before, Text(await ScanAsync(pipeline)));
    }

    [Fact]
    public async Task A_gap_before_the_first_delivered_message_is_read_back_from_the_log()
    {
        // azure-webjobs-sdk #2947: a retry policy and a scale-in let the checkpoint pass batches that were never processed.
        var events = GeneratedTraffic.Events(2, Noon, 1800, 30);
        var pipeline = new Pipeline(Now, partitions: 1);
        foreach (var chunk in events.Chunk(5))
        {
            await pipeline.SendAsync(chunk);
        }

        var records = await pipeline.Log.ReadAsync(0, 0, int.MaxValue, Token);
        var aggregator = await pipeline.StartAsync(0);
        await aggregator.ProcessAsync([.. records.Skip(3)], Token);
        Assert.Equal(events.Count(e => !e.IsEngagement), (await ScanAsync(pipeline))[ScanCounter.Events]);
    }

    [Fact]
    public async Task An_instance_that_lost_its_partition_stores_nothing_and_can_start_again()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        await pipeline.SendAsync([new(Site, Noon, 2)]);
        var first = await pipeline.StartAsync(0);
        var second = await pipeline.StartAsync(0);
        var records = await pipeline.Log.ReadAsync(0, 0, int.MaxValue, Token);
        await second.ProcessAsync(records, Token);
        await Assert.ThrowsAsync<PartitionLostException>(() => first.ProcessAsync(records, Token));
        await first.StartAsync(Token);
        await pipeline.SendAsync([new(Site, Noon + 5, 2)]);
        await first.ProcessAsync(await pipeline.Log.ReadAsync(0, 0, int.MaxValue, Token), Token);
        Assert.Equal((1.0, 1.0, 2.0), await CountsAsync(pipeline));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_damaged_watermark_is_deleted_as_its_error_says_everything_still_counts_once(bool rolledUp)
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        foreach (var chunk in GeneratedTraffic.Events(3, Noon, 1800, 30).Chunk(7))
        {
            await pipeline.SendAsync(chunk);
        }

        await pipeline.AggregateAsync(batch: 2);
        if (rolledUp)
        {
            pipeline.Clock.Advance(TimeSpan.FromHours(3));
            await pipeline.RollUpAsync();
            await pipeline.PruneAsync();
        }

        var before = await CountsAsync(pipeline);
        var partition = LiveRow.PartitionKey(0);
        await pipeline.Tables.CommitAsync(TableNames.Live, partition, [TableOperation.Upsert(Watermark.RowKey, default)], Token);
        pipeline.Crash();
        var damage = await Assert.ThrowsAsync<TableCorruptException>(() => pipeline.AggregateAsync());
        Assert.Contains("Delete the row", damage.Message, StringComparison.Ordinal);

        var row = (await pipeline.Tables.ReadAsync(TableNames.Live, partition, Watermark.RowKey, Token))!;
        await pipeline.Tables.CommitAsync(TableNames.Live, partition, [TableOperation.Delete(Watermark.RowKey, row.ETag)], Token);
        await pipeline.AggregateAsync(batch: 3);

        Assert.Equal(before, await CountsAsync(pipeline));
        await pipeline.RollUpAsync();
        await pipeline.PruneAsync();
        Assert.Equal(before, await CountsAsync(pipeline));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_goes_to_the_dead_letters_and_stops_nothing()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        await pipeline.SendAsync([new(Site, Noon, 2)]);
        await pipeline.Log.AppendAsync(0, "garbage"u8.ToArray(), Token);
        await pipeline.Log.AppendAsync(0, EventMessage.Encode([1, 200, 3]), Token);
        await pipeline.SendAsync([new(Site, Noon + 9, 2)]);
        await pipeline.AggregateAsync();
        Assert.Equal((1.0, 1.0, 2.0), await CountsAsync(pipeline));
        var letters = new List<TableRow>();
        await foreach (var row in pipeline.Tables.ReadRangeAsync(TableNames.DeadLetter, "0000", string.Empty, null, false, Token))
        {
            letters.Add(row);
        }

        Assert.Equal(["0000000000000000002", "0000000000000000003"], letters.Select(row => row.RowKey));
        Assert.Equal("garbage"u8.ToArray(), letters[0].Body.ToArray());
        Assert.Contains("magic", System.Text.Encoding.UTF8.GetString(letters[0].Head.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_event_with_the_same_id_and_timestamp_counts_once(bool crashBetween, bool rollUpBetween)
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        for (var i = 0; i < 2; i++)
        {
            var writer = new EventSegmentWriter();
            Pipeline.Write(writer, new(Site, Noon, 2), id: "order-1");
            Pipeline.Write(writer, new(Site, Noon + 1, 2), id: "order-1");
            await pipeline.AppendAsync(0, writer);
            await pipeline.AggregateAsync();
            if (crashBetween)
            {
                pipeline.Crash();
            }

            if (rollUpBetween)
            {
                pipeline.Clock.Advance(TimeSpan.FromHours(3));
                await pipeline.RollUpAsync();
                await pipeline.PruneAsync();
                pipeline.Crash();
            }
        }

        Assert.Equal((1.0, 1.0, 2.0), await CountsAsync(pipeline));
        Assert.Equal(2, (await ScanAsync(pipeline))[ScanCounter.Duplicates]);
    }

    [Fact]
    public async Task A_visit_that_goes_on_after_midnight_stays_one_visit_of_one_visitor()
    {
        const ulong yesterday = 1000;
        const ulong today = 2000;
        const long midnight = 1_431_907_200;
        foreach (var crash in (bool[])[false, true])
        {
            var pipeline = new Pipeline(DateTimeOffset.FromUnixTimeSeconds(midnight + 7200), partitions: 1);
            await SendAsync(midnight - 300, yesterday, 0);
            await SendAsync(midnight + 600, today, yesterday);
            await SendAsync(midnight + 2200, today, 0);
            Assert.Equal((1.0, 1.0, 3.0), await CountsAsync(pipeline, midnight - 3600, midnight + 7200));

            async Task SendAsync(long second, ulong visitor, ulong previous)
            {
                var writer = new EventSegmentWriter();
                Pipeline.Write(writer, new(Site, second, visitor), previousVisitor: previous);
                await pipeline.AppendAsync(0, writer);
                await pipeline.AggregateAsync();
                if (crash)
                {
                    pipeline.Crash();
                }
            }
        }
    }

    [Fact]
    public async Task Totals_equal_the_rows_after_late_events_and_crashes()
    {
        var events = GeneratedTraffic.Events(11, Noon - 7200, 9000, 150);
        var pipeline = new Pipeline(Now, partitions: 1);
        var random = new Random(11);
        foreach (var chunk in events.Chunk(20))
        {
            await pipeline.SendAsync(chunk);
            await pipeline.AggregateAsync(2);
            if (random.Next(4) == 0)
            {
                pipeline.Crash();
            }
        }

        var totals = new Totals();
        var hours = new RollupPeriod(RollupTier.Day, Noon - (Noon % 86400));
        await pipeline.RollUpAsync(openHoursToo: true);
        await foreach (
            var hour in new RollupTable(pipeline.Tables).ReadRangeAsync(Site, RollupTier.Hour, Noon - 86400, Noon + 86400, true, Token)
        )
        {
            totals.AddAll(hour.Rollup.Totals, hour.Rollup.Period, hours);
        }

        var rows = await ScanAsync(pipeline, Noon - 86400, Noon + 86400);
        Assert.Equal(
            (rows[ScanCounter.Events], rows[ScanCounter.Pageviews]),
            (totals.Sum(TotalsMetric.Events), totals.Sum(TotalsMetric.Pageviews))
        );
    }

    [Fact]
    public async Task Refused_and_filtered_events_are_counted_where_they_happened()
    {
        var pipeline = new Pipeline(Now, partitions: 1);
        var writer = new EventSegmentWriter();
        writer.AddTraffic(TrafficKind.Refused, Noon * 1000, "site.example"u8, 3);
        writer.AddTraffic(TrafficKind.Filtered, (Noon + 60) * 1000, "site.example"u8, 5);
        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        var group = await ScanAsync(pipeline);
        Assert.Equal((3.0, 5.0), (group[ScanCounter.Refused], group[ScanCounter.Filtered]));
    }

    private static string Text(ScanGroup group) => System.Text.Json.JsonSerializer.Serialize(group);

    private static async Task<(double Visitors, double Visits, double Events)> CountsAsync(
        Pipeline pipeline,
        long from = Noon - 3600,
        long to = Noon + 7200
    )
    {
        var group = await ScanAsync(pipeline, from, to);
        return (group[ScanCounter.Visitors], group[ScanCounter.Visits], group[ScanCounter.Events]);
    }

    private static async Task<ScanGroup> ScanAsync(Pipeline pipeline, long from = Noon - 3600, long to = Noon + 7200)
    {
        const ScanNeeds all = ScanNeeds.Visitors | ScanNeeds.Visits | ScanNeeds.Events | ScanNeeds.VisitMetrics | ScanNeeds.Traffic;
        var result = await pipeline.Scanner.ScanAsync(new(Site, from, to, [from], false, [], null, all), Token);
        return Assert.Single(result.Groups);
    }
}
