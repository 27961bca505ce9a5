using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Rollups.Segments;

/// <summary>Segments as rows: what is written, what goes, and what happens without one.</summary>
public sealed class StoredSegmentTests
{
    private const string Site = "site0.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupOptions Small = Pipeline.ByHours with { SegmentEvents = 10 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_event_rewrites_the_segment_of_its_visitor_alone_and_the_old_one_goes_ten_minutes_later()
    {
        var pipeline = new Pipeline(Start.AddHours(2), partitions: 1, Small);
        await pipeline.SendAsync([
            .. Enumerable.Range(0, 100).Select(i => new NaiveEvent(Site, Start.ToUnixTimeSeconds() + i, (ulong)i << 57)),
        ]);
        await RollUpAsync(pipeline);
        var before = await KeysAsync(pipeline.Tables, "h|");
        Assert.Equal(13, before.Count);

        await SendLateAsync(pipeline, 200);
        var after = await KeysAsync(pipeline.Tables, "h|");
        Assert.Equal(13, after.Keys.Intersect(before.Keys).Count());
        Assert.All(before, row => Assert.Equal(row.Value, after[row.Key]));
        Assert.Single(after.Keys.Except(before.Keys));

        pipeline.Clock.Advance(TimeSpan.FromMinutes(9));
        await SendLateAsync(pipeline, 201);
        Assert.Equal(15, (await KeysAsync(pipeline.Tables, "h|")).Count);
        pipeline.Clock.Advance(TimeSpan.FromMinutes(9));
        await SendLateAsync(pipeline, 202);
        Assert.Equal(14, (await KeysAsync(pipeline.Tables, "h|")).Count);
        Assert.Equal(103, await pipeline.EventsAsync(Site, Start));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(65_536)]
    public async Task A_repetition_of_an_event_of_a_built_day_counts_once_while_it_is_live_and_later(int segmentEvents)
    {
        var pipeline = new Pipeline(Start.AddHours(2), partitions: 1, new() { SegmentEvents = segmentEvents });
        await SendAsync(pipeline, 40);
        await pipeline.RollUpAsync();
        pipeline.Clock.Advance(TimeSpan.FromDays(2));
        Assert.NotEqual(0, await pipeline.BuildStaleAsync());
        Assert.Equal(40, await pipeline.EventsAsync(Site, Start));

        pipeline.Crash();
        await SendAsync(pipeline, 41);
        Assert.Equal(41, await pipeline.EventsAsync(Site, Start));
        await pipeline.RollUpAsync();
        await pipeline.BuildStaleAsync();
        Assert.Equal(41, await pipeline.EventsAsync(Site, Start));

        static async Task SendAsync(Pipeline pipeline, int count)
        {
            var writer = new EventSegmentWriter();
            for (var i = 0; i < count; i++)
            {
                Pipeline.Write(writer, new(Site, Start.ToUnixTimeSeconds() + i, (ulong)i << 57), id: $"id{i}");
            }

            await pipeline.AppendAsync(0, writer);
            await pipeline.AggregateAsync();
        }
    }

    [Fact]
    public async Task A_day_without_one_of_its_segments_is_read_from_its_hours_and_reprocessing_makes_the_hour_again()
    {
        var history = new History(5, Start, days: 2, sites: 1, visitsPerDay: 400);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current, Small);
        history.Clock.Advance(TimeSpan.FromDays(2));
        await world.RollUpAsync();
        var whole = await CountAsync(world);
        var (day, hour) = (await KeysAsync(world.Tables, "d|2026-01-30"), await KeysAsync(world.Tables, "h|2026-01-30"));
        Assert.NotEmpty(day);
        await DeleteAsync(world.Tables, day.First());
        Assert.Equal(whole, await CountAsync(world));
        Assert.Contains(
            world.Tables.RowsOf(TableNames.DeadLetter),
            row => Encoding.UTF8.GetString(row.Head.Span).Contains("is not there.", StringComparison.Ordinal)
        );

        await DeleteAsync(world.Tables, hour.First());
        Assert.True(await CountAsync(world) < whole);
        await world.ReprocessAsync(Start, Start.AddDays(1));
        Assert.Equal(whole, await CountAsync(world));
        Assert.Equal(hour.Keys, (await KeysAsync(world.Tables, "h|2026-01-30")).Keys);
    }

    private static async Task SendLateAsync(Pipeline pipeline, int second)
    {
        await pipeline.SendAsync([new NaiveEvent(Site, Start.ToUnixTimeSeconds() + second, 3UL << 57)]);
        await RollUpAsync(pipeline);
    }

    private static async Task RollUpAsync(Pipeline pipeline)
    {
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
    }

    private static async Task<double> CountAsync(World world) =>
        (await world.ScanAsync(world.Scanner, Site, Start, Start.AddDays(1)))[ScanCounter.Events];

    private static async Task<SortedDictionary<string, string>> KeysAsync(ITableStore tables, string period)
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (
            var row in tables.ReadRangeAsync(TableNames.Rollups, Site, "p|" + period, "p|" + period + "~", headsOnly: true, Token)
        )
        {
            keys[row.RowKey] = row.ETag;
        }

        return keys;
    }

    private static async Task DeleteAsync(ITableStore tables, KeyValuePair<string, string> row) =>
        Assert.True((await tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Delete(row.Key, row.Value)], Token)).Committed);
}
