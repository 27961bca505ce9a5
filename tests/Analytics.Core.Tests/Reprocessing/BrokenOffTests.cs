using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Reprocessing;

public sealed class BrokenOffTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReprocessOptions Small = new()
    {
        BatchBytes = 3000,
        ReadBytes = 2000,
        CheckpointEvery = TimeSpan.Zero,
        Parallelism = 1,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(65_536)]
    [InlineData(15)]
    public async Task A_job_that_is_killed_before_any_of_its_writes_goes_on_and_ends_with_the_same_rows_and_report(int segmentEvents)
    {
        var options = Pipeline.ByHours with { SegmentEvents = segmentEvents };
        var history = new History(21, Start, days: 3, sites: 2, visitsPerDay: 15);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong, options);
        using var right = await ReprocessingTests.PlayAsync(history.Clock, history.Log, new InMemoryTableStore(), options);
        using var corrected = await ReprocessingTests.RestartAsync(world, rollups: options);
        var (dry, _) = await corrected.ReprocessAsync(Start, history.End, dryRun: true);
        var job = await corrected.Jobs.CreateAsync(new(Reprocessor.Kind, Start, history.End, null, false), Token);
        var commits = 0;
        var kills = 0;
        for (var done = false; !done; )
        {
            var until = commits + 1 + (kills * 7 % 12);
            corrected.Tables.BeforeCommit = (_, _) => ++commits > until ? throw new KilledException() : ValueTask.CompletedTask;
            try
            {
                await corrected.Reprocessor(Small).RunAsync(job, new JobWork(), Token);
                done = true;
            }
            catch (Exception exception) when (exception is KilledException || exception.InnerException is KilledException)
            {
                kills++;
                if (kills == 4)
                {
                    corrected.Tables.BeforeCommit = null;
                    var late = new NaiveEvent("site1.example", Start.AddHours(7).ToUnixTimeSeconds(), 99);
                    await World.SendAsync(history.Log, [(late, "late"), (late, "late")]);
                    await corrected.AggregateAsync();
                    await corrected.RollUpAsync();
                    await right.AggregateAsync();
                }
            }
        }

        corrected.Tables.BeforeCommit = null;
        Assert.True(kills > 10, $"{kills} kills");
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);

        // A day that the late event made stale was read from its hours, and so rightly, before it was replaced.
        var report = (await corrected.ReportAsync(job.Id)).Where(difference => difference.Day > DateOnly.FromDateTime(Start.Date));
        var predicted = (await corrected.ReportAsync(dry.Id))
            .Where(difference => difference.Day > DateOnly.FromDateTime(Start.Date))
            .ToList();
        Assert.Equal(4, predicted.Count);
        Assert.Equal(predicted, report);
    }

    [Fact]
    public async Task A_job_goes_on_when_the_disk_was_full_for_a_moment()
    {
        var history = new History(22, Start, days: 2, sites: 1, visitsPerDay: 15);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var right = await ReprocessingTests.PlayAsync(history.Clock, history.Log, new InMemoryTableStore());
        using var corrected = await ReprocessingTests.RestartAsync(world);
        var failures = 0;
        corrected.Tables.BeforeCommit = (table, _) =>
            table == "replay" && failures++ == 3 ? throw new IOException("No space left.") : ValueTask.CompletedTask;
        using var advancing = new Timer(_ => history.Clock.Advance(TimeSpan.FromSeconds(1)), null, 20, 20);

        var (job, progress) = await corrected.ReprocessAsync(Start, history.End, options: Small);

        Assert.Equal((JobState.Completed, null), (job.State, job.Error));
        Assert.Equal(progress.MessagesTotal, progress.MessagesRead);
        await ReprocessingTests.AssertSameAsync(right, corrected, history.Sites);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_is_killed_between_buckets_reports_the_rows_of_all_its_runs(bool dryRun)
    {
        var (undisturbed, _) = await CountAsync(dryRun, commitsOfARun: int.MaxValue);
        var (killed, kills) = await CountAsync(dryRun, commitsOfARun: 2);

        Assert.True(kills > 3, $"{kills} kills");
        Assert.Equal((3, dryRun ? 0 : 1), (undisturbed.DaysDone, undisturbed.SetAside));
        Assert.True(undisturbed.RowsCompared > 50 && undisturbed.RowsReplaced > 20, $"{undisturbed}");
        Assert.Equal(
            (undisturbed.RowsCompared, undisturbed.RowsReplaced, undisturbed.SetAside, undisturbed.DaysDone),
            (killed.RowsCompared, killed.RowsReplaced, killed.SetAside, killed.DaysDone)
        );
    }

    [Fact]
    public async Task A_plan_that_was_stored_without_counters_goes_on()
    {
        var tables = new InMemoryTableStore();
        var body = """{"job":"7","dry_run":false,"from":3600,"to":7200,"start":[1],"end":[9],"next_day":0,"done_buckets":5}"""u8.ToArray();
        await tables.CommitAsync(TableNames.Control, "plans", [TableOperation.Upsert("7", body)], Token);

        var plan = (await new PlanTable(tables).ReadAsync("7", Token))!;

        Assert.Equal((9L, 5UL, 0L, 0L, 0L), (plan.End[0], plan.DoneBuckets, plan.RowsCompared, plan.RowsReplaced, plan.SetAside));
    }

    /// <summary>
    /// Runs a job whose first day of a site is set aside, and kills each run before it replaces or, if it is dry, tells more than so many
    /// days of sites.
    /// </summary>
    private static async Task<(JobProgress Progress, int Kills)> CountAsync(bool dryRun, int commitsOfARun)
    {
        var history = new History(23, Start, days: 3, sites: 3, visitsPerDay: 15);
        using var world = await ReprocessingTests.PlayAsync(history, new InMemoryTableStore(), World.Wrong);
        using var corrected = await ReprocessingTests.RestartAsync(world);
        var job = await corrected.Jobs.CreateAsync(new(Reprocessor.Kind, Start, history.End, null, dryRun), Token);
        var table = dryRun ? TableNames.Control : TableNames.Rollups;
        var isSetAside = false;
        for (var kills = 0; kills < 20; kills++)
        {
            var work = new JobWork();
            var commits = 0;
            corrected.Tables.BeforeCommit = (written, partitionKey) =>
            {
                if (work.Phase != JobPhase.Replacing || written != table || partitionKey == "plans")
                {
                    return ValueTask.CompletedTask;
                }

                if (++commits > commitsOfARun)
                {
                    throw new IOException("Killed.");
                }

                if (!dryRun && !isSetAside)
                {
                    isSetAside = true;
                    throw new OverflowException("Too much.");
                }

                return ValueTask.CompletedTask;
            };
            try
            {
                await corrected.Reprocessor(Small).RunAsync(job, work, Token);
                return (work.Progress, kills);
            }
            catch (IOException)
            {
                // The next run goes on.
                continue;
            }
        }

        throw new InvalidOperationException("The job came to no end.");
    }

    private sealed class KilledException : Exception;
}
