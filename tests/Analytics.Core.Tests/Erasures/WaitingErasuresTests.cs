using Analytics.Core.Jobs;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Erasures;

/// <summary>Waiting erasures of visitors of one site are done in one pass.</summary>
public sealed class WaitingErasuresTests
{
    private const string Site = "site0.example";
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(3);
    private static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ulong[] Erased =
    [
        .. New(_ => true)
            .Events.Where(e => e.Event.Site == Site)
            .Select(e => e.Event.Visitor)
            .Distinct()
            .Order()
            .Where((_, i) => i % 4 == 1),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="segmentEvents">Events of a segment: few, so that periods have many segments, or many.</param>
    [Theory]
    [InlineData(20)]
    [InlineData(100_000)]
    public async Task They_are_done_by_one_run_that_reads_the_log_as_for_one(int segmentEvents)
    {
        var options = new RollupOptions { SegmentEvents = segmentEvents };
        using var without = await PlayAsync(IsLeft, options);
        using var alone = await PlayAsync(_ => true, options);
        using var world = await PlayAsync(_ => true, options);
        var single = await alone.EraseAsync(ErasureKind.Visitor, Site, DateTimeOffset.UnixEpoch, Never, Erased[0]);
        await AddAsync(world);

        Assert.True(await RunAsync(world, Token));

        await AssertDoneAsync(world, without);
        foreach (var job in (await world.Jobs.ListAsync(Token)).Where(job => job.Erases is not null))
        {
            var progress = (await world.Jobs.ProgressAsync(job.Id, Token))!;
            Assert.Equal(single.MessagesRead, progress.MessagesRead);
            Assert.True(progress.Erased!.Events > single.Erased!.Events);
        }
    }

    [Fact]
    public async Task A_run_that_is_killed_at_any_write_is_repeated_for_all_of_them()
    {
        using var without = await PlayAsync(IsLeft, new());
        for (var writes = 0; ; writes++)
        {
            using var world = await PlayAsync(_ => true, new());
            await AddAsync(world);
            var left = writes;
            using var killed = new CancellationTokenSource();
            world.Tables.BeforeCommit = (_, _) => left-- == 0 ? new(killed.CancelAsync()) : ValueTask.CompletedTask;
            try
            {
                await RunAsync(world, killed.Token);
            }
            catch (OperationCanceledException)
            {
                // As a process that is killed: what was not done is still to be done.
                Assert.All(await world.Jobs.ListAsync(Token), job => Assert.True(job.IsActive));
            }

            world.Tables.BeforeCommit = null;
            await RunAsync(world, Token);

            await AssertDoneAsync(world, without);
            if (left >= 0)
            {
                Assert.True(writes >= 5, $"{writes} writes");
                return;
            }
        }
    }

    [Fact]
    public async Task An_erasure_that_finds_nothing_reads_the_log_once()
    {
        using var world = await PlayAsync(_ => true, new());

        var progress = await world.EraseAsync(ErasureKind.Visitor, Site, DateTimeOffset.UnixEpoch, Never, 4711);

        // This log reads the last seven messages once more at each of two steps.
        Assert.Equal(0, progress.Erased!.Events);
        Assert.InRange(progress.MessagesRead, 0, 14);
        Assert.True(world.Log.AllRecords().Count() > 50);
    }

    private static bool IsLeft(NaiveEvent e) => e.Site != Site || !Erased.Contains(e.Visitor);

    private static async Task AddAsync(World world)
    {
        // Some requests name several visitors.
        foreach (var visitors in Erased.Chunk(2))
        {
            await world.Jobs.CreateAsync(VisitorErasure.Of(Site, visitors), Token);
        }
    }

    private static async Task<bool> RunAsync(World world, CancellationToken cancellationToken)
    {
        using var signal = new JobSignal();
        return await new JobRunner(world.Jobs, [world.Eraser()], signal, world.Clock).RunNextAsync(cancellationToken);
    }

    private static async Task AssertDoneAsync(World world, World without)
    {
        var jobs = await world.Jobs.ListAsync(Token);
        Assert.True(jobs.Count > 1);
        Assert.All(jobs, job => Assert.Equal((JobState.Completed, null, null), (job.State, job.Error, job.Visitors)));
        Assert.Equal(0, await world.CountAsync(TableNames.Control, "erasures"));
        foreach (var one in (World[])[world, without])
        {
            await one.RollUpAsync(openHoursToo: true);
        }

        Assert.Equal(await AnswersAsync(without), await AnswersAsync(world));
        var (job, _) = await world.ReprocessAsync(Start, End);
        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.Equal(await AnswersAsync(without), await AnswersAsync(world));
    }

    private static async Task<string> AnswersAsync(World world)
    {
        var lines = new List<string>();
        foreach (var site in (string[])[Site, "site1.example"])
        {
            for (var day = Start; day < End; day = day.AddDays(1))
            {
                var group = await world.ScanAsync(world.Scanner, site, day, day.AddDays(1));

                // What was sent twice is counted for the site, and belongs to no visitor.
                var counters = Enum.GetValues<ScanCounter>().Where(counter => counter != ScanCounter.Duplicates);
                lines.Add($"{site} {day:s} {string.Join(',', counters.Select(counter => group[counter]))}");
            }
        }

        return string.Join('\n', lines);
    }

    private static History New(Func<NaiveEvent, bool> keep) => new(7, Start, days: 3, sites: 2, visitsPerDay: 25) { Keep = keep };

    private static async Task<World> PlayAsync(Func<NaiveEvent, bool> keep, RollupOptions options)
    {
        var history = New(keep);
        var world = new World(history.Clock, history.Log, new InMemoryTableStore(), rollups: options);
        await history.PlayAsync(
            hoursPerStep: 1,
            async () =>
            {
                await world.AggregateAsync();
                await world.RollUpAsync();
            }
        );
        return world;
    }
}
