using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Erasures;

/// <summary>
/// After an erasure, everything is as if what was erased had never happened: rows of all tiers, answers, and history made again.
/// </summary>
public sealed class EraserTests
{
    private const string Site = "site0.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(5);

    private static readonly DateTimeOffset Month = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What was sent twice is counted for the site, and belongs to no visitor.
    private static readonly ScanCounter[] Counters =
    [
        .. Enum.GetValues<ScanCounter>().Where(counter => counter != ScanCounter.Duplicates),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Scopes =>
        new(
            from scope in (string[])["visitor", "day", "hours", "site"]
            from isSegmented in (bool[])[false, true]
            select (scope, isSegmented)
        );

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task Rows_of_all_tiers_become_those_of_a_history_without_it_and_stay_so_when_it_is_made_again(
        string scope,
        bool isSegmented
    )
    {
        var options = isSegmented ? new RollupOptions { SegmentEvents = 40 } : new();
        using var world = await PlayAsync(_ => true, options);
        var visitor = Busiest();
        var (kind, from, to) = Range(scope);
        using var without = await PlayAsync(e => e.Site != Site || !IsErased(e), options);
        Assert.NotEqual(await RowsAsync(without), await RowsAsync(world));
        var before = await world.ScanAsync(world.Scanner, Site, Start, End);

        var progress = await world.EraseAsync(kind, Site, from, to, kind == ErasureKind.Visitor ? visitor : null);

        await world.RollUpAsync(openHoursToo: true);
        await AssertSameAsync(without, world);
        var erased = before[ScanCounter.Events] - (await world.ScanAsync(world.Scanner, Site, Start, End))[ScanCounter.Events];
        Assert.True(progress.Erased!.Events >= erased && erased > 0, $"{erased} of {progress}");
        Assert.Equal(0, progress.Erased.Unreadable);
        Assert.DoesNotContain(Logged(world), e => IsErased(new(e.Site, e.Second, e.Visitor)));

        var (job, _) = await world.ReprocessAsync(Start, End);
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        await AssertSameAsync(without, world);

        bool IsErased(NaiveEvent e) =>
            e.Site == Site
            && e.Second >= from.ToUnixTimeSeconds()
            && e.Second < to.ToUnixTimeSeconds()
            && (kind != ErasureKind.Visitor || e.Visitor == visitor);
    }

    [Fact]
    public async Task An_erasure_that_is_broken_off_at_any_write_is_complete_after_it_runs_again()
    {
        using var without = await PlayAsync(e => e.Site != Site || e.Visitor != Busiest(), new());
        for (var writes = 0; ; writes++)
        {
            using var world = await PlayAsync(_ => true, new());
            var left = writes;
            using var killed = new CancellationTokenSource();
            world.Tables.BeforeCommit = (table, _) =>
                table is TableNames.Live or TableNames.Rollups && left-- == 0 ? new(killed.CancelAsync()) : ValueTask.CompletedTask;
            var job = await world.Jobs.CreateAsync(VisitorErasure.Of(Site, Busiest()), Token);
            try
            {
                await world.Eraser().RunAsync(job, new(), killed.Token);
            }
            catch (OperationCanceledException)
            {
                // As a process that is killed.
            }

            world.Tables.BeforeCommit = null;
            await world.Eraser().RunAsync((await world.Jobs.FindAsync(job.Id, Token))!, new(), Token);

            await world.RollUpAsync(openHoursToo: true);
            await AssertSameAsync(without, world);
            if (left >= 0)
            {
                Assert.True(writes >= 3, $"{writes} writes");
                return;
            }
        }
    }

    [Fact]
    public async Task What_comes_after_the_erasure_of_a_range_counts()
    {
        using var world = await PlayAsync(_ => true, new());
        await world.EraseAsync(ErasureKind.Range, Site, Start.AddDays(4), Start.AddDays(6));

        var e = new NaiveEvent(Site, End.ToUnixTimeSeconds() - 60, 99, Page: "/after");
        await World.SendAsync(world.Log, [(e, "again")]);
        await world.AggregateAsync();

        var found = await world.ScanAsync(world.Scanner, Site, Start.AddDays(4), End);
        Assert.Equal(1, found[ScanCounter.Events]);
    }

    /// <summary>An event whose id came without a time is one event at its first time, and so its repetitions go with it.</summary>
    /// <param name="isErasedFirst">True to erase the hour of the first time, false that of the repetition.</param>
    /// <param name="isRolledUp">True to roll up before, so that the repetition is in the log alone.</param>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_event_that_was_sent_again_in_another_hour_goes_with_its_first_time_and_stays_so(
        bool isErasedFirst,
        bool isRolledUp
    )
    {
        using var world = await PlayAsync(_ => true, new());
        var (first, again) = (Start.AddDays(4).AddHours(3), Start.AddDays(4).AddHours(8));
        foreach (var time in (DateTimeOffset[])[first, again])
        {
            await World.SendAsync(
                world.Log,
                [(new NaiveEvent("twice.example", time.ToUnixTimeSeconds() + 7, 99, Page: "/again"), "the same")],
                hasTime: false
            );
        }

        await world.AggregateAsync();
        await (isRolledUp ? world.RollUpAsync(openHoursToo: true) : Task.CompletedTask);
        Assert.Equal(1, await CountAsync());

        var erased = isErasedFirst ? first : again;
        await world.EraseAsync(ErasureKind.Range, "twice.example", erased, erased.AddHours(1));

        var left = isErasedFirst ? 0 : 1;
        Assert.Equal(left, await CountAsync());
        await world.RollUpAsync(openHoursToo: true);
        Assert.Equal(left, await CountAsync());
        var (job, _) = await world.ReprocessAsync(Start, End);
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.Equal(left, await CountAsync());
        Assert.Equal(left, Logged(world).Count(e => e.Site == "twice.example"));

        async Task<double> CountAsync() => (await world.ScanAsync(world.Scanner, "twice.example", Start, End))[ScanCounter.Events];
    }

    [Fact]
    public async Task A_scanner_that_knew_an_open_day_answers_without_what_was_erased()
    {
        using var world = await PlayAsync(_ => true, new());
        var day = Start.AddDays(4);
        var scanner = world.Scanner;
        var known = await world.ScanAsync(scanner, Site, day, End);
        Assert.True(known[ScanCounter.Events] > 10);

        await world.EraseAsync(ErasureKind.Range, Site, day, End);

        var left = await world.ScanAsync(scanner, Site, day, End);
        Assert.Equal(0, left[ScanCounter.Events]);
    }

    [Fact]
    public async Task A_scanner_that_knew_an_open_hour_answers_without_what_was_erased()
    {
        using var world = await PlayAsync(_ => true, new());
        var now = world.Clock.GetUtcNow().ToUnixTimeSeconds();
        await World.SendAsync(world.Log, [(new(Site, now, 7), "erased"), (new(Site, now + 1, 8), "left")]);
        await world.AggregateAsync();
        var scanner = world.Scanner;
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(now), DateTimeOffset.FromUnixTimeSeconds(now + 2));
        Assert.Equal(2, (await world.ScanAsync(scanner, Site, from, to))[ScanCounter.Events]);

        await world.EraseAsync(ErasureKind.Visitor, Site, DateTimeOffset.UnixEpoch, Everything, 7);

        Assert.Equal(1, (await world.ScanAsync(scanner, Site, from, to))[ScanCounter.Events]);
    }

    [Fact]
    public async Task An_erasure_does_not_roll_up_what_waits_of_sites_in_other_buckets()
    {
        const string other = "site1.example";
        Assert.NotEqual(Partitioner.BucketOf(Partitioner.SiteHash(Site)), Partitioner.BucketOf(Partitioner.SiteHash(other)));
        using var world = await PlayAsync(_ => true, new());
        var second = End.AddHours(-3).ToUnixTimeSeconds();
        await World.SendAsync(world.Log, [(new(Site, second, 7), "own"), (new(other, second, 8), "other's")]);
        await world.AggregateAsync();
        var written = new List<string>();
        world.Tables.BeforeCommit = (table, site) =>
        {
            if (table == TableNames.Rollups)
            {
                written.Add(site);
            }

            return ValueTask.CompletedTask;
        };

        await world.EraseAsync(ErasureKind.Visitor, Site, DateTimeOffset.UnixEpoch, Everything, Busiest());

        Assert.Contains(Site, written);
        Assert.DoesNotContain(other, written);
    }

    private static DateTimeOffset Everything => new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static (ErasureKind Kind, DateTimeOffset From, DateTimeOffset To) Range(string scope) =>
        scope switch
        {
            "day" => (ErasureKind.Range, Start.AddDays(1), Start.AddDays(2)),
            "hours" => (ErasureKind.Range, Start.AddHours(30), Start.AddHours(80)),
            "site" => (ErasureKind.Site, DateTimeOffset.UnixEpoch, Everything),
            _ => (ErasureKind.Visitor, DateTimeOffset.UnixEpoch, Everything),
        };

    private static ulong Busiest() =>
        New(_ => true).Events.Where(e => e.Event.Site == Site).GroupBy(e => e.Event.Visitor).MaxBy(events => events.Count())!.Key;

    private static History New(Func<NaiveEvent, bool> keep) => new(5, Start, days: 5, sites: 2, visitsPerDay: 30) { Keep = keep };

    private static async Task<World> PlayAsync(Func<NaiveEvent, bool> keep, RollupOptions options)
    {
        var history = New(keep);
        var world = new World(history.Clock, history.Log, new InMemoryTableStore(), rollups: options);
        await history.PlayAsync(
            hoursPerStep: 5,
            async () =>
            {
                await world.AggregateAsync();
                await world.RollUpAsync();
            }
        );
        return world;
    }

    private static async Task AssertSameAsync(World expected, World actual)
    {
        await expected.RollUpAsync(openHoursToo: true);
        Assert.Equal(await RowsAsync(expected), await RowsAsync(actual));
    }

    /// <summary>Returns all answers about both sites: every hour, every day, the month, and everything.</summary>
    private static async Task<string> RowsAsync(World world)
    {
        var lines = new List<string>();
        var ranges = Enumerable
            .Range(0, 5 * 24)
            .Select(hour => (From: Start.AddHours(hour), To: Start.AddHours(hour + 1)))
            .Concat(Enumerable.Range(0, 5).Select(day => (Start.AddDays(day), Start.AddDays(day + 1))))
            .Append((Month, Month.AddMonths(1)))
            .Append((Start, End));
        foreach (var (from, to) in ranges)
        {
            foreach (var site in (string[])[Site, "site1.example"])
            {
                var group = await world.ScanAsync(world.Scanner, site, from, to);
                lines.Add($"{site} {from:s} {to:s} {string.Join(',', Counters.Select(counter => group[counter]))}");
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>The page and visitor of every event in the log.</summary>
    private static List<(string Site, long Second, ulong Visitor)> Logged(World world) =>
        [
            .. SegmentDecoder
                .Decode(world.Log.AllRecords())
                .Where(e => !e.IsTraffic)
                .Select(e => (e.Text(EventField.Site), e.TimestampMilliseconds / 1000, e.Visitor)),
        ];
}
