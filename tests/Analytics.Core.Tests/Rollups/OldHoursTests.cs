using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Periods;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Rollups;

/// <summary>Hours of larger days go 72 hours after the day was built; the ids of their events stay, apart from the day's rows.</summary>
public sealed class OldHoursTests
{
    private const string Site = "large.example";
    private const int Events = 100;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupPeriod Day = new(RollupTier.Day, Midnight.ToUnixTimeSeconds());
    private static readonly RollupOptions Options = new()
    {
        SmallDayEvents = 10,
        SegmentEvents = 30,
        SmallColumnBytes = 0,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_go_72_hours_after_the_day_was_built_and_their_segments_ten_minutes_later()
    {
        var pipeline = await BuiltAsync(Options);
        var hours = Keys(pipeline, "h|");
        Assert.NotEmpty(hours);
        Assert.NotEmpty(Keys(pipeline, "p|h|"));
        var rows = await TextAsync(pipeline);

        pipeline.Clock.Advance(Options.KeepHours - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await pipeline.RemoveOldHoursAsync());
        Assert.Equal(hours, Keys(pipeline, "h|"));

        pipeline.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await pipeline.RemoveOldHoursAsync());
        Assert.Empty(Keys(pipeline, "h|"));
        Assert.NotEmpty(Keys(pipeline, "p|h|"));
        Assert.Equal(4, Keys(pipeline, "p|d|2026-03-10|").Count(key => !key.Contains("|i", StringComparison.Ordinal)));
        Assert.Single(Keys(pipeline, "p|d|2026-03-10|i"));
        Assert.Equal(Events, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal(rows, await TextAsync(pipeline));

        pipeline.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(0, await pipeline.RemoveOldHoursAsync());
        Assert.Empty(Keys(pipeline, "p|h|"));
        Assert.NotEmpty(Keys(pipeline, "p|d|2026-03-10|i"));
        Assert.DoesNotContain(
            pipeline.Tables.RowsOf(TableNames.Control),
            row => row.PartitionKey.StartsWith("hours|", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_comes_later_gives_the_rows_that_it_gives_where_hours_stay()
    {
        var (gone, kept) = (await BuiltAsync(Options), await BuiltAsync(Options with { KeepHours = TimeSpan.FromDays(1000) }));
        await AgeAsync(gone);
        await AgeAsync(kept);
        Assert.Equal((0, true), (Keys(gone, "h|").Length, Keys(kept, "h|").Length > 0));
        for (var turn = 0; turn < 3; turn++)
        {
            foreach (var pipeline in (Pipeline[])[gone, kept])
            {
                // Some are sent again, and some are new: between others, beyond them, and in an hour of their own.
                await SendAsync(
                    pipeline,
                    Enumerable.Range(turn * 20, 30).Select(Event).Concat(Enumerable.Range(0, 5).Select(i => Late(turn, i)))
                );
                var expected = Events + ((turn + 1) * 5);
                Assert.Equal(expected, await pipeline.EventsAsync(Site, Midnight));
                await pipeline.RollUpAsync(openHoursToo: true);
                Assert.Equal(expected, await pipeline.EventsAsync(Site, Midnight));
                await pipeline.BuildStaleAsync();
                Assert.Equal(expected, await pipeline.EventsAsync(Site, Midnight));
            }

            Assert.Empty(Keys(gone, "h|"));
            Assert.Equal(await TextAsync(kept), await TextAsync(gone));
        }
    }

    [Fact]
    public async Task Hours_stay_where_one_of_them_is_missing()
    {
        var pipeline = await BuiltAsync(Options);
        var row = pipeline.Tables.RowsOf(TableNames.Rollups).First(row => row.RowKey.StartsWith("h|", StringComparison.Ordinal));
        await pipeline.Tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Delete(row.RowKey, row.ETag)], Token);
        await AgeAsync(pipeline);
        Assert.NotEmpty(Keys(pipeline, "h|"));
        Assert.Empty(Keys(pipeline, "p|d|2026-03-10|i"));
    }

    [Fact]
    public async Task A_job_with_unchanged_logic_changes_no_row_of_a_day_without_hours()
    {
        var pipeline = await BuiltAsync(Options);
        await AgeAsync(pipeline);
        var before = Rows(pipeline);
        using var world = new World(pipeline.Clock, pipeline.Log, pipeline.Tables, rollups: Options);
        var (job, progress) = await world.ReprocessAsync(Midnight, Midnight.AddDays(1));
        Assert.Equal(0, progress.RowsReplaced);
        Assert.Empty(await world.ReportAsync(job.Id));
        Assert.Equal(before, Rows(pipeline));
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(3, 5)]
    public async Task A_job_corrects_a_day_without_hours(int fromHour, int toHour)
    {
        var (pipeline, right) = (await BuiltAsync(Options with { Logic = World.Wrong }), await BuiltAsync(Options));
        await AgeAsync(pipeline);
        Assert.NotEqual(await TextAsync(right), await TextAsync(pipeline));
        using var world = new World(pipeline.Clock, pipeline.Log, pipeline.Tables, rollups: Options);
        await world.ReprocessAsync(Midnight.AddHours(fromHour), Midnight.AddHours(toHour));
        Assert.Equal(Events, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal(await TextAsync(right), await TextAsync(pipeline));
        await SendAsync(pipeline, Enumerable.Range(0, Events).Select(Event));
        Assert.Equal(Events, await pipeline.EventsAsync(Site, Midnight));
        await pipeline.RollUpAsync(openHoursToo: true);
        await pipeline.BuildStaleAsync();
        Assert.Equal(Events, await pipeline.EventsAsync(Site, Midnight));
    }

    [Theory]
    [InlineData("p|d|2026-03-10|i")]
    [InlineData("d|2026-03-10")]
    public async Task What_is_damaged_of_a_day_without_hours_is_never_answered_without_and_is_made_again(string rowKey)
    {
        var pipeline = await BuiltAsync(Options);
        await AgeAsync(pipeline);
        var row = pipeline.Tables.RowsOf(TableNames.Rollups).First(row => row.RowKey.StartsWith(rowKey, StringComparison.Ordinal));
        var body = row.Body.ToArray();
        body[^1] ^= 1;
        var head = row.Head.ToArray();
        head[^1] ^= (byte)(rowKey[0] == 'd' ? 1 : 0);
        await pipeline.Tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Upsert(row.RowKey, body, head)], Token);

        // Live events that may be repetitions can't be told from new ones.
        await SendAsync(pipeline, [Event(3)]);
        await Assert.ThrowsAsync<DamagedStatisticsException>(() => pipeline.EventsAsync(Site, Midnight));
        await pipeline.RollUpAsync(openHoursToo: true);
        await pipeline.BuildStaleAsync();
        Assert.NotEmpty(pipeline.Tables.RowsOf(TableNames.DeadLetter));

        using var world = new World(pipeline.Clock, pipeline.Log, pipeline.Tables, rollups: Options);
        await world.ReprocessAsync(Midnight, Midnight.AddDays(1));
        Assert.Equal(Events, await pipeline.EventsAsync(Site, Midnight));
        await SendAsync(pipeline, Enumerable.Range(0, Events).Select(Event));
        await pipeline.RollUpAsync(openHoursToo: true);
        await AgeAsync(pipeline);
        Assert.Empty(Keys(pipeline, "h|"));
        Assert.Equal(Events, await pipeline.EventsAsync(Site, Midnight));
    }

    private static (NaiveEvent Event, string Id) Event(int i) =>
        (
            new(Site, Day.Start + (i * 700), Visitor(i / 2 % 7), Page: $"/{i % 9}") { Currency = i % 5 == 0 ? "EUR" : null, Amount = i },
            $"e{i}"
        );

    /// <summary>Ids in all segments.</summary>
    private static ulong Visitor(int i) => (ulong)(i + 1) * 0x1F00_0000_0000_0001;

    private static (NaiveEvent Event, string Id) Late(int turn, int i) =>
        (new(Site, Day.Start + 80_000 + (turn * 1000) + (i * 90), Visitor(i), Page: "/late"), $"l{turn}.{i}");

    /// <summary>A day of events that came in several messages, in hours and built, so that its first hour has segments.</summary>
    private static async Task<Pipeline> BuiltAsync(RollupOptions options)
    {
        var pipeline = new Pipeline(Midnight.AddDays(1).AddMinutes(10), partitions: 1, options with { SegmentEvents = 4 });
        await SendAsync(pipeline, Enumerable.Range(0, Events).Select(Event));
        await pipeline.RollUpAsync(openHoursToo: true);
        pipeline = pipeline.With(options);
        await pipeline.BuildStaleAsync();
        return pipeline;
    }

    /// <summary>Builds what is stale, and lets the day grow so old that its hours go.</summary>
    private static async Task AgeAsync(Pipeline pipeline)
    {
        await pipeline.BuildStaleAsync();
        pipeline.Clock.Advance(Options.KeepHours);
        await pipeline.RemoveOldHoursAsync();
        pipeline.Clock.Advance(TimeSpan.FromMinutes(11));
        await pipeline.RemoveOldHoursAsync();
    }

    private static async Task SendAsync(Pipeline pipeline, IEnumerable<(NaiveEvent Event, string Id)> events)
    {
        foreach (var chunk in events.Chunk(40))
        {
            var writer = new EventSegmentWriter();
            foreach (var (e, id) in chunk)
            {
                Pipeline.Write(writer, e, id);
            }

            await pipeline.AppendAsync(0, writer);
        }

        await pipeline.AggregateAsync();
    }

    private static async Task<string> TextAsync(Pipeline pipeline) =>
        string.Join('\n', (await pipeline.RowsAsync(Site, Day)).Select(RollupText.Rows));

    private static string[] Keys(Pipeline pipeline, string prefix) =>
        [
            .. pipeline
                .Tables.RowsOf(TableNames.Rollups)
                .Select(row => row.RowKey)
                .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    private static string[] Rows(Pipeline pipeline) =>
        [
            .. pipeline
                .Tables.RowsOf(TableNames.Rollups)
                .Select(row => $"{row.RowKey} {Convert.ToHexString(row.Head.Span)} {Convert.ToHexString(row.Body.Span)}")
                .Order(StringComparer.Ordinal),
        ];
}
