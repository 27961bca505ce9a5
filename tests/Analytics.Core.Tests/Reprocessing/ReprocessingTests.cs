using Analytics.Core.Archives;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Reprocessing;

public sealed class ReprocessingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReprocessOptions Small = new()
    {
        BatchBytes = 3000,
        ReadBytes = 2000,
        CheckpointEvery = TimeSpan.Zero,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_a_wrong_logic_become_those_of_a_run_that_never_had_the_fault()
    {
        var history = new History(1, Start, days: 5, sites: 3, visitsPerDay: 30);
        using var world = await PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var right = await PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        Assert.NotEqual(await right.RowsAsync("site0.example"), await world.RowsAsync("site0.example"));

        using var corrected = await RestartAsync(world);
        var (job, progress) = await corrected.ReprocessAsync(history.Start, history.End, options: Small);

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        await AssertSameAsync(right, corrected, history.Sites);
        Assert.True(progress.RowsReplaced > 50, $"{progress}");
        Assert.Equal((5, 5), (progress.DaysDone, progress.DaysTotal));
        Assert.Equal(progress.MessagesTotal, progress.MessagesRead);
        var report = await corrected.ReportAsync(job.Id);
        Assert.Equal(15, report.Count);
        Assert.All(report, difference => Assert.True(difference.Before.Visits > difference.After.Visits, $"{difference}"));
        Assert.All(report, difference => Assert.Equal(difference.Before.Pageviews, difference.After.Pageviews));
        Assert.Equal(0, await corrected.CountAsync(TableNames.Replay, "1|0000"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000_000_000, 4)]
    public async Task Buckets_that_take_much_memory_are_replaced_one_at_a_time(int largeBucketBytes, int atOnce)
    {
        var history = new History(7, Start, days: 1, sites: 4, visitsPerDay: 30);
        using var world = await PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var right = await PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        await world.AggregateAsync();
        using var corrected = new World(world.Clock, world.Log, world.Tables, rollups: Pipeline.ByHours with { Parallelism = 1 });
        var (now, most) = (0, 0);
        var together = new TaskCompletionSource();
        corrected.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Rollups)
            {
                var inside = Interlocked.Increment(ref now);
                most = Math.Max(most, inside);
                if (inside > 1)
                {
                    together.TrySetResult();
                }

                if (atOnce > 1)
                {
                    await together.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
                }

                // Every other bucket gets the chance to come here meanwhile.
                for (var yields = 0; yields < 1_000 && !together.Task.IsCompleted; yields++)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref now);
            }
        };

        var (job, _) = await corrected.ReprocessAsync(
            history.Start,
            history.End,
            options: new() { Parallelism = 64, LargeBucketBytes = largeBucketBytes }
        );

        corrected.Tables.BeforeCommit = null;
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        await AssertSameAsync(right, corrected, history.Sites);
        Assert.InRange(most, Math.Min(atOnce, 2), atOnce);
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_changes_nothing()
    {
        var history = new History(2, Start, days: 3, sites: 2, visitsPerDay: 30);
        using var world = await PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var corrected = await RestartAsync(world);
        var before = await corrected.RowsAsync("site0.example");

        var (dry, _) = await corrected.ReprocessAsync(history.Start, history.End, dryRun: true);
        Assert.Equal(JobState.Completed, dry.State);
        Assert.Equal(before, await corrected.RowsAsync("site0.example"));
        var (real, _) = await corrected.ReprocessAsync(history.Start, history.End);

        Assert.NotEqual(before, await corrected.RowsAsync("site0.example"));
        Assert.NotEmpty(await corrected.ReportAsync(dry.Id));
        Assert.Equal(await corrected.ReportAsync(dry.Id), await corrected.ReportAsync(real.Id));

        await corrected.Reprocessor().DeleteReportAsync(dry.Id, TestContext.Current.CancellationToken);
        Assert.Empty(await corrected.ReportAsync(dry.Id));
        Assert.NotEmpty(await corrected.ReportAsync(real.Id));
    }

    [Theory]
    [InlineData(0, 96, 0)]
    [InlineData(24, 72, 0)]
    [InlineData(31, 50, 0)]
    [InlineData(0, 96, 2048)]
    [InlineData(31, 50, 2048)]
    public async Task With_unchanged_logic_not_a_byte_changes_and_the_report_is_empty(int fromHour, int toHour, int smallDayEvents)
    {
        var history = new History(3, Start, days: 4, sites: 3, visitsPerDay: 40);
        using var world = await PlayAsync(
            history,
            new InMemoryTableStore(),
            RollupLogic.Current,
            new() { SmallDayEvents = smallDayEvents }
        );
        var before = await AllRowsAsync(world, history.Sites);

        var (job, progress) = await world.ReprocessAsync(Start.AddHours(fromHour), Start.AddHours(toHour), options: Small);

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.Equal(before, await AllRowsAsync(world, history.Sites));
        Assert.Equal(0, progress.RowsReplaced);
        Assert.True(progress.RowsCompared > 0);
        Assert.Empty(await world.ReportAsync(job.Id));
    }

    [Fact]
    public async Task Only_the_sites_and_hours_asked_for_are_replaced()
    {
        var history = new History(4, Start, days: 3, sites: 2, visitsPerDay: 40);
        using var world = await PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var corrected = await RestartAsync(world);
        var before = await AllRowsAsync(corrected, history.Sites);

        await corrected.ReprocessAsync(Start.AddHours(30), Start.AddHours(40), sites: ["site1.example"]);

        var after = await AllRowsAsync(corrected, history.Sites);
        var changed = after.Where(row => before.GetValueOrDefault(row.Key) != row.Value).Select(row => row.Key).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, row => Assert.StartsWith("site1.example|", row));
        var hours = changed.Where(row => row.Contains("|h|", StringComparison.Ordinal)).ToList();
        Assert.All(hours, row => Assert.InRange(row, "site1.example|h|2026-01-31T06", "site1.example|h|2026-01-31T15"));
        Assert.Contains("site1.example|d|2026-01-31", changed);
        Assert.DoesNotContain("site1.example|d|2026-01-30", changed);
    }

    [Fact]
    public async Task Late_and_duplicate_events_end_up_counted_once_even_if_they_are_rolled_up_between_reading_and_replacing()
    {
        var history = new History(5, Start, days: 3, sites: 1, visitsPerDay: 20);
        using var world = await PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var corrected = await RestartAsync(world);
        var late = new NaiveEvent("site0.example", Start.AddHours(30).ToUnixTimeSeconds(), 77);
        var inserted = 0;
        corrected.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Rollups && inserted < 3)
            {
                // Twice the same event, and one more each time; with the roll-up they overtake the job that is about to replace the row.
                inserted++;
                await World.SendAsync(history.Log, [(late, "late"), (late with { Second = late.Second + inserted }, null)]);
                await corrected.AggregateAsync();
                await new HourRollups(corrected.Tables, history.Log.PartitionCount, history.Clock, new()).RunAsync(
                    openHoursToo: true,
                    null,
                    Token
                );
            }
        };
        var (job, _) = await corrected.ReprocessAsync(history.Start, history.End, options: Small);
        corrected.Tables.BeforeCommit = null;
        await World.SendAsync(history.Log, [(late, "late")]);
        await corrected.AggregateAsync();
        await corrected.RollUpAsync(openHoursToo: true);

        Assert.Equal((JobState.Completed, null, 3), (job.State, job.Error, inserted));
        using var right = await PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        await AssertSameAsync(right, corrected, history.Sites);
        var distinct = history.Events.Count(e => e.Event.Name != "engagement") + 4;
        var scan = await corrected.ScanAsync(corrected.Scanner, "site0.example", history.Start, history.End);
        Assert.Equal(distinct, scan[ScanCounter.Events]);
    }

    [Fact]
    public async Task A_row_without_events_in_the_archive_becomes_empty()
    {
        var history = new History(6, Start, days: 2, sites: 1, visitsPerDay: 20);
        using var world = await PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        using var other = await PlayAsync(
            new History(7, Start.AddDays(-1), days: 1, sites: 1, visitsPerDay: 200),
            new InMemoryTableStore(),
            RollupLogic.Current
        );
        var stray = new RollupPeriod(RollupTier.Hour, Start.AddHours(-3).ToUnixTimeSeconds());
        var row = (await other.Tables.ReadAsync(TableNames.Rollups, "site0.example", stray.RowKey, Token))!;
        await world.Tables.CommitAsync(
            TableNames.Rollups,
            "site0.example",
            [TableOperation.Insert(row.RowKey, row.Body, row.Head)],
            Token
        );

        var (job, _) = await world.ReprocessAsync(Start.AddDays(-1), Start);

        var stored = (await new RollupTable(world.Tables).ReadAsync("site0.example", stray, Token))!.Value.Rollup;
        Assert.Equal((0, 0), (stored.EventCount, stored.Totals.Slots.Count));
        Assert.True(stored.Included.Highest(0) > 0 || stored.Included.Highest(1) > 0);
        var difference = Assert.Single(await world.ReportAsync(job.Id));
        Assert.Equal((new DateOnly(2026, 1, 29), DayCounts.Zero), (difference.Day, difference.After));
        Assert.Equal(0, (await world.ScanAsync(world.Scanner, "site0.example", Start.AddDays(-1), Start))[ScanCounter.Events]);
    }

    [Fact]
    public async Task What_the_archive_no_longer_holds_is_left_and_named()
    {
        var history = new History(8, Start, days: 4, sites: 2, visitsPerDay: 30);
        using var world = await PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var corrected = await RestartAsync(world);
        var before = await AllRowsAsync(corrected, history.Sites);
        for (var partition = 0; partition < history.Log.PartitionCount; partition++)
        {
            history.Log.Forget(
                partition,
                history.Log.Records(partition).LastOrDefault(record => record.EnqueuedTime < Start.AddHours(20)).SequenceNumber
            );
        }

        Assert.Equal(
            Start.AddDays(1),
            (await new ArchiveReach(new EventLogArchive(history.Log), new InMemoryTableStore()).FromAsync(Token))!.Value
        );
        var (job, progress) = await corrected.ReprocessAsync(history.Start, history.End);

        Assert.Equal((JobState.Completed, Start, Start.AddDays(1)), (job.State, progress.LeftFrom!.Value, progress.LeftTo!.Value));
        Assert.Equal(3, progress.DaysTotal);
        var after = await AllRowsAsync(corrected, history.Sites);
        Assert.All(
            before.Where(row => row.Key.Contains("|h|2026-01-30", StringComparison.Ordinal)),
            row => Assert.Equal(row.Value, after[row.Key])
        );
        using var right = await PlayAllAsync(history);
        var want = await AllRowsAsync(right, history.Sites);
        Assert.All(
            want.Where(row => row.Key.Contains("|h|2026-02", StringComparison.Ordinal)),
            row => Assert.Equal(row.Value, after[row.Key])
        );

        static async Task<World> PlayAllAsync(History forgotten)
        {
            var again = new History(8, Start, days: 4, sites: 2, visitsPerDay: 30);
            var world = await PlayAsync(again, new InMemoryTableStore(), RollupLogic.Current);
            Assert.Equal(forgotten.Events.Count, again.Events.Count);
            return world;
        }
    }

    internal static async Task<World> PlayAsync(
        History history,
        InMemoryTableStore tables,
        RollupLogic logic,
        RollupOptions? rollups = null
    )
    {
        var world = new World(history.Clock, history.Log, tables, logic, rollups);
        foreach (var site in history.Sites)
        {
            await world.Sites.CreateAsync(new(site, "Etc/UTC", history.Start), Token);
        }

        await history.PlayAsync(
            2,
            async () =>
            {
                await world.AggregateAsync();
                await world.RollUpAsync();
            }
        );
        return world;
    }

    /// <summary>The statistics of the log, computed at once with the right logic.</summary>
    internal static async Task<World> PlayAsync(
        FakeTimeProvider clock,
        InMemoryEventLog log,
        InMemoryTableStore tables,
        RollupOptions? rollups = null
    )
    {
        var world = new World(clock, log, tables, rollups: rollups);
        await world.AggregateAsync(1000);
        await world.RollUpAsync(openHoursToo: true);
        return world;
    }

    /// <summary>The next release over the same storage.</summary>
    internal static async Task<World> RestartAsync(World world, RollupLogic? logic = null, RollupOptions? rollups = null)
    {
        await world.AggregateAsync();
        return new World(world.Clock, world.Log, world.Tables, logic, rollups);
    }

    internal static async Task<SortedDictionary<string, string>> AllRowsAsync(World world, IEnumerable<string> sites)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var site in sites)
        {
            foreach (var (key, row) in await world.RowsAsync(site))
            {
                all[$"{site}|{key}"] = row;
            }
        }

        return all;
    }

    internal static async Task AssertSameAsync(World want, World got, IEnumerable<string> sites)
    {
        await want.RollUpAsync(openHoursToo: true);
        await got.RollUpAsync(openHoursToo: true);
        var (left, right) = (await AllRowsAsync(want, sites), await AllRowsAsync(got, sites));
        Assert.Equal(left.Keys, right.Keys);
        Assert.Empty(left.Where(row => right[row.Key] != row.Value).Select(row => row.Key));
    }
}
