using Analytics.Core.Archives;
using Analytics.Core.Jobs;
using Analytics.Core.Periods;
using Analytics.Core.Reprocessing;
using Analytics.Core.Rollups;
using Analytics.Core.Tables;
using Analytics.Core.Tests.Reprocessing;

namespace Analytics.Core.Tests.Jobs;

public sealed class SliceTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(5);
    private static readonly ReprocessOptions Small = new()
    {
        BatchBytes = 3000,
        ReadBytes = 2000,
        CheckpointEvery = TimeSpan.Zero,
        Parallelism = 1,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_goes_on_from_slice_to_slice_over_the_captured_archive_and_ends_with_the_rows_of_a_run_without_the_fault()
    {
        var history = new History(41, Start, days: 3, sites: 2, visitsPerDay: 20);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var right = await ReprocessingTests.PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        using var corrected = await ReprocessingTests.RestartAsync(world);
        var files = new InMemoryCaptureFiles();
        for (var partition = 0; partition < history.Log.PartitionCount; partition++)
        {
            var records = history.Log.Records(partition);
            files.Capture(partition, records.SkipLast(2), perFile: 3);
            history.Log.Forget(partition, records.Count - 4);
        }

        var job = await corrected.Jobs.CreateAsync(new(Reprocessor.Kind, Start, history.End, null, false), Token);
        var (commits, slices) = (0, 0);
        corrected.Tables.BeforeCommit = (table, _) =>
        {
            // Time passes with the work, and is over before every seventh write.
            if (table != TableNames.Control)
            {
                history.Clock.Advance(++commits % 7 == 0 ? Slice : TimeSpan.FromSeconds(1));
            }

            return ValueTask.CompletedTask;
        };
        for (; (await corrected.Jobs.FindAsync(job.Id, Token))!.IsActive; slices++)
        {
            // Each in a process of its own.
            await using var archive = new CapturedArchive(files, history.Log);
            using var signal = new JobSignal();
            var runner = new JobRunner(corrected.Jobs, [corrected.Reprocessor(Small, archive)], signal, history.Clock);
            await runner.RunForAsync(Slice, Lease(corrected), Token);
            Assert.InRange(slices, 0, 500);
        }

        corrected.Tables.BeforeCommit = null;
        Assert.InRange(slices, 4, 500);
        Assert.Equal(
            (JobState.Completed, null),
            ((await corrected.Jobs.FindAsync(job.Id, Token))!.State, (await corrected.Jobs.FindAsync(job.Id, Token))!.Error)
        );
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);
        Assert.Equal(0, await corrected.CountAsync(TableNames.Control, "leases"));
    }

    [Fact]
    public async Task A_slice_without_jobs_ends_at_once_and_one_with_several_runs_them_all()
    {
        var history = new History(42, Start, days: 1, sites: 1, visitsPerDay: 5);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        using var signal = new JobSignal();
        var runner = new JobRunner(world.Jobs, [world.Reprocessor()], signal, history.Clock);
        await runner.RunForAsync(Slice, Lease(world), Token);
        await world.Jobs.CreateAsync(new(Reprocessor.Kind, Start, Start.AddHours(3), null, false), Token);
        await world.Jobs.CreateAsync(new(Reprocessor.Kind, Start.AddHours(3), Start.AddHours(6), null, true), Token);

        await runner.RunForAsync(Slice, Lease(world), Token);

        Assert.All(await world.Jobs.ListAsync(Token), job => Assert.Equal(JobState.Completed, job.State));
    }

    [Fact]
    public async Task While_another_process_runs_jobs_a_slice_ends_at_once()
    {
        var history = new History(43, Start, days: 1, sites: 1, visitsPerDay: 5);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        using var signal = new JobSignal();
        var runner = new JobRunner(world.Jobs, [world.Reprocessor()], signal, history.Clock);
        var job = await world.Jobs.CreateAsync(new(Reprocessor.Kind, Start, history.End, null, false), Token);

        await Lease(world)
            .RunAsync(
                async token =>
                {
                    await runner.RunForAsync(Slice, Lease(world), token);
                    return true;
                },
                Token
            );

        Assert.Equal(JobState.Queued, (await world.Jobs.FindAsync(job.Id, Token))!.State);
    }

    [Fact]
    public async Task A_host_that_stops_ends_the_slice_without_an_error_and_the_job_goes_on_later()
    {
        var history = new History(44, Start, days: 2, sites: 1, visitsPerDay: 10);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        using var signal = new JobSignal();
        var runner = new JobRunner(world.Jobs, [world.Reprocessor(Small)], signal, history.Clock);
        var job = await world.Jobs.CreateAsync(new(Reprocessor.Kind, Start, history.End, null, false), Token);
        using var stopping = new CancellationTokenSource();
        world.Tables.BeforeCommit = async (table, _) =>
        {
            if (table == TableNames.Replay)
            {
                await stopping.CancelAsync();

                // As a client that is disturbed in the middle of a request may do.
                throw new InvalidOperationException("The connection is closed.");
            }
        };

        await runner.RunForAsync(Slice, Lease(world), stopping.Token);

        world.Tables.BeforeCommit = null;
        Assert.Equal(JobState.Running, (await world.Jobs.FindAsync(job.Id, Token))!.State);
        await runner.RunForAsync(Slice, Lease(world), Token);
        Assert.Equal(
            (JobState.Completed, null),
            ((await world.Jobs.FindAsync(job.Id, Token))!.State, (await world.Jobs.FindAsync(job.Id, Token))!.Error)
        );
    }

    [Fact]
    public async Task A_round_of_one_process_waits_for_that_of_another()
    {
        var history = new History(45, Start, days: 1, sites: 1, visitsPerDay: 10);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), RollupLogic.Current);
        using var other = new RollupRounds(world.Tables, history.Log.PartitionCount, history.Clock, new(), Lease(world));
        var held = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var holding = Lease(world).RunAsync(_ => held.Task, Token);
        Task[] rounds =
        [
            other.RunAsync(openHoursToo: false, Token),
            other.RunHoursAsync(Token),
            other.RunLongerAsync(Token),
            other.PruneAsync(Token),
        ];

        history.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.All(rounds, round => Assert.False(round.IsCompleted));
        held.SetResult(0);
        await holding;

        // The first looks again in time; the others wait for it in their process.
        while (history.Clock.PendingTimers == 0)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        history.Clock.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(rounds);
    }

    private static TableLease Lease(World world) => new(world.Tables, "jobs", world.Clock);
}
