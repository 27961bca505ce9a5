using Analytics.Core.EventLog;
using Analytics.Core.Periods;
using Analytics.Core.Queries;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Periods;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Rollups;

/// <summary>Days with few events are one row from their first hour on.</summary>
public sealed class SmallDaysTests
{
    private const string Site = "small.example";
    private static readonly DateTimeOffset Midnight = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_small_day_has_no_rows_of_hours_and_takes_late_events()
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new());
        await SendAsync(pipeline, hour: 3, count: 5);
        await SendAsync(pipeline, hour: 9, count: 7);
        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        await SendAsync(pipeline, hour: 4, count: 2, at: 30);
        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        Assert.Equal(14, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal(0, await pipeline.RollUpAsync());
        Assert.Equal(Midnight.AddHours(3).ToUnixTimeSeconds(), await pipeline.Scanner.FirstEventAsync(Site, Token));
    }

    [Fact]
    public async Task A_day_that_is_small_no_more_is_split_into_hours_and_built_of_them()
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new() { SmallDayEvents = 10 });
        await SendAsync(pipeline, hour: 1, count: 10);
        Assert.DoesNotContain(Keys(pipeline), key => key.StartsWith("h|", StringComparison.Ordinal));
        await SendAsync(pipeline, hour: 2, count: 1);
        await SendAsync(pipeline, hour: 1, count: 3, at: 26);
        Assert.Equal(["h|2026-03-10T01", "h|2026-03-10T02", "s|d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        Assert.Equal(14, await pipeline.EventsAsync(Site, Midnight));

        pipeline.Clock.SetNow(Midnight.AddDays(2));
        await pipeline.BuildStaleAsync();
        Assert.Equal(["d|2026-03-10", "h|2026-03-10T01", "h|2026-03-10T02", "s|m|2026-03"], Keys(pipeline));
        Assert.Equal(14, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal(14, (await pipeline.RowsAsync(Site, new(RollupTier.Day, Midnight.ToUnixTimeSeconds()))).Sum(rows => rows.EventCount));
    }

    [Fact]
    public async Task Hours_that_are_larger_than_a_transaction_together_are_taken_out_of_a_day_all_the_same()
    {
        // Each hour has the same texts, of some 600 KB: together they are stored once in the day, and once in each hour.
        var pipeline = new Pipeline(Midnight, partitions: 1, new() { SmallDayEvents = 90 });
        for (var hour = 1; hour <= 9; hour++)
        {
            await SendAsync(pipeline, hour, count: 10, properties: new Random(1));
        }

        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(pipeline));
        await SendAsync(pipeline, hour: 10, count: 10, properties: new Random(1));

        Assert.Equal(12, Keys(pipeline).Length);
        Assert.DoesNotContain("d|2026-03-10", Keys(pipeline));
        Assert.Equal(100, await pipeline.EventsAsync(Site, Midnight));
        pipeline.Clock.SetNow(Midnight.AddDays(2));
        await pipeline.BuildStaleAsync();
        Assert.Equal(100, await pipeline.EventsAsync(Site, Midnight));
    }

    [Fact]
    public async Task A_day_that_is_taken_apart_in_part_is_counted_once_and_taken_apart_later()
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new() { SmallDayEvents = 90 });
        for (var hour = 1; hour <= 9; hour++)
        {
            await SendAsync(pipeline, hour, count: 10, properties: new Random(1));
        }

        // The last of the transactions, which deletes the day, is not committed.
        var failing = new FailingDeletes(pipeline.Tables);
        var day = new RollupPeriod(RollupTier.Day, Midnight.ToUnixTimeSeconds());
        await Assert.ThrowsAsync<IOException>(async () =>
            await new SmallDays(failing, pipeline.Clock, new() { SmallDayEvents = 90 }).SplitAsync(Site, day, Token)
        );
        Assert.Contains("d|2026-03-10", Keys(pipeline));
        Assert.Contains("h|2026-03-10T01", Keys(pipeline));
        Assert.Equal(90, await pipeline.EventsAsync(Site, Midnight));

        await SendAsync(pipeline, hour: 2, count: 10, at: 11);
        await SendAsync(pipeline, hour: 10, count: 10);
        Assert.DoesNotContain("d|2026-03-10", Keys(pipeline));
        Assert.Equal(110, await pipeline.EventsAsync(Site, Midnight));
    }

    [Fact]
    public async Task An_event_that_is_sent_again_after_its_day_has_outgrown_the_limit_counts_once()
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new() { SmallDayEvents = 10 });
        await SendAsync(pipeline, hour: 1, count: 8, id: "a");
        await SendAsync(pipeline, hour: 2, count: 7, id: "b");
        Assert.Equal(15, await pipeline.EventsAsync(Site, Midnight));
        await SendAsync(pipeline, hour: 1, count: 8, id: "a", at: 26);
        Assert.Equal(15, await pipeline.EventsAsync(Site, Midnight));

        await pipeline.BuildStaleAsync();
        Assert.Equal(15, await pipeline.EventsAsync(Site, Midnight));
        await SendAsync(pipeline, hour: 1, count: 8, id: "a", at: 27);
        await pipeline.BuildStaleAsync();
        Assert.Equal(15, await pipeline.EventsAsync(Site, Midnight));
    }

    [Fact]
    public async Task Hours_that_are_taken_out_of_a_day_have_the_rows_and_counts_of_hours_that_were_never_in_one()
    {
        var (split, byHours) = (
            new Pipeline(Midnight, partitions: 1, new() { SmallDayEvents = 20 }),
            new Pipeline(Midnight, partitions: 1, Pipeline.ByHours)
        );
        foreach (var pipeline in (Pipeline[])[split, byHours])
        {
            await SendAsync(pipeline, hour: 1, count: 20, id: "a");
            await SendAsync(pipeline, hour: 2, count: 3, id: "b");
        }

        var hour = new RollupPeriod(RollupTier.Hour, Midnight.AddHours(1).ToUnixTimeSeconds());
        var (taken, own) = (Assert.Single(await split.RowsAsync(Site, hour)), Assert.Single(await byHours.RowsAsync(Site, hour)));
        Assert.Equal(RollupText.Of(own), RollupText.Of(taken));
    }

    [Fact]
    public async Task Hours_of_an_older_release_go_with_the_building_of_their_small_day()
    {
        var byHours = new Pipeline(Midnight, partitions: 1, Pipeline.ByHours);
        await SendAsync(byHours, hour: 1, count: 4);
        await SendAsync(byHours, hour: 5, count: 4);
        Assert.Contains("h|2026-03-10T05", Keys(byHours));
        byHours.Clock.SetNow(Midnight.AddDays(2));
        await new StaleRollups(byHours.Tables, byHours.Clock, new()).RunAsync(Token);
        Assert.Equal(["d|2026-03-10", "s|m|2026-03"], Keys(byHours));
        Assert.Equal(8, await byHours.EventsAsync(Site, Midnight));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_small_day_is_never_answered_without_and_never_written_over(bool headToo)
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new());
        await SendAsync(pipeline, hour: 1, count: 5);
        await DamageAsync(pipeline, headToo);

        // Events that come for it are set aside, in the hours' names or the day's.
        await SendAsync(pipeline, hour: 2, count: 1);
        pipeline.Clock.SetNow(Midnight.AddDays(2));
        await pipeline.BuildStaleAsync();
        Assert.Equal(["d|2026-03-10", "r|rewrites", "s|m|2026-03"], Keys(pipeline));
        var letter = Assert.Single(pipeline.Tables.RowsOf(TableNames.DeadLetter));
        for (var asked = 0; asked < 2; asked++)
        {
            var refused = await Assert.ThrowsAsync<DamagedStatisticsException>(() => pipeline.EventsAsync(Site, Midnight));
            Assert.Contains("'d|2026-03-10' of site 'small.example'", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Reprocess", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, await pipeline.EventsAsync(Site, Midnight.AddDays(3)));
        Assert.NotNull(letter);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_small_day_is_made_again_from_the_archive(bool headToo)
    {
        var pipeline = new Pipeline(Midnight, partitions: 1, new());
        await SendAsync(pipeline, hour: 1, count: 5, id: "a");
        await SendAsync(pipeline, hour: 4, count: 3, id: "b");
        await DamageAsync(pipeline, headToo);
        await SendAsync(pipeline, hour: 5, count: 2, id: "c");
        using var world = new World(pipeline.Clock, pipeline.Log, pipeline.Tables, rollups: new());
        pipeline.Clock.SetNow(Midnight.AddDays(2));

        await world.ReprocessAsync(Midnight.AddHours(4), Midnight.AddHours(5));
        await Assert.ThrowsAsync<DamagedStatisticsException>(() => pipeline.EventsAsync(Site, Midnight));
        await world.ReprocessAsync(Midnight, Midnight.AddDays(1));
        Assert.Equal(10, await pipeline.EventsAsync(Site, Midnight));
        Assert.Equal("d|2026-03-10", Keys(pipeline)[0]);
        await SendAsync(pipeline, hour: 4, count: 3, id: "b", at: 49);
        Assert.Equal(10, await pipeline.EventsAsync(Site, Midnight));
    }

    private static async Task DamageAsync(Pipeline pipeline, bool headToo)
    {
        var row = pipeline.Tables.RowsOf(TableNames.Rollups).Single(row => row.RowKey.StartsWith("d|", StringComparison.Ordinal));
        var (head, body) = (row.Head.ToArray(), row.Body.ToArray());
        body[^1] ^= 1;
        head[^9] ^= headToo ? (byte)1 : (byte)0;
        await pipeline.Tables.CommitAsync(TableNames.Rollups, Site, [TableOperation.Upsert(row.RowKey, body, head)], Token);
    }

    /// <summary>Sends events and rolls them up as soon as their hour is over, or at an hour.</summary>
    private static async Task SendAsync(
        Pipeline pipeline,
        int hour,
        int count,
        int? at = null,
        string? id = null,
        Random? properties = null
    )
    {
        pipeline.Clock.SetNow(Midnight.AddHours(at ?? (hour + 1)).AddMinutes(1));
        var start = Midnight.AddHours(hour).ToUnixTimeSeconds();
        var writer = new EventSegmentWriter();
        for (var i = 0; i < count; i++)
        {
            var second = start + (i * 60) + (id is null ? at ?? 0 : 0);
            Pipeline.Write(
                writer,
                new NaiveEvent(Site, second, (ulong)(i % 3) + 1, Props: Texts(properties))
                {
                    Currency = i % 15 == 0 ? "EUR" : null,
                    Amount = 1,
                },
                id is null ? null : $"{id}{i}"
            );
        }

        await pipeline.AppendAsync(0, writer);
        await pipeline.AggregateAsync();
        await pipeline.RollUpAsync();
    }

    private static string[] Keys(Pipeline pipeline) =>
        [.. pipeline.Tables.RowsOf(TableNames.Rollups).Select(row => row.RowKey).Order(StringComparer.Ordinal)];

    /// <summary>Properties of 60 KB that can't be compressed to less than three quarters.</summary>
    private static Dictionary<string, string>? Texts(Random? random) =>
        random is null
            ? null
            : Enumerable.Range(0, 30).ToDictionary(i => $"key{i}", _ => Convert.ToBase64String(random.GetItems(Bytes, 1_500)));

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    private sealed class FailingDeletes(ITableStore inner) : DelegatingTableStore(inner)
    {
        public override ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        ) =>
            operations.Any(operation => operation.Kind == TableOperationKind.Delete)
                ? throw new IOException("The storage does not answer.")
                : base.CommitAsync(table, partitionKey, operations, cancellationToken);
    }
}
